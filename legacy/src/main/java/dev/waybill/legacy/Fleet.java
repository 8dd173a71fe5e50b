package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.RequestId;
import dev.waybill.server.Backplane;
import dev.waybill.server.Exchange;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What workers tell each other of sessions: that one was ended, that a request is cancelled, which
 * messages and resources a client wants to hear of. All but cancellations is remembered as well, so
 * that a message that is lost only makes it later.
 */
final class Fleet {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final String CHANNEL = "legacy.sessions";

  private final Backplane backplane;
  private final Sessions sessions;

  Fleet(Backplane backplane, Sessions sessions) {
    this.backplane = backplane;
    this.sessions = sessions;
  }

  void listen() {
    AutoCloseable unused = backplane.listen(CHANNEL, this::hear);
  }

  /** A session was ended. */
  void ended(Client client) {
    tell(client, "ended", Json.mapper().createObjectNode());
  }

  /** A request is to be cancelled that does not run here. */
  void cancelled(Client client, RequestId request) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.set("request", Json.mapper().valueToTree(request));
    tell(client, "cancelled", message);
  }

  void level(Client client, LoggingLevel level) {
    tell(client, "level", Json.mapper().createObjectNode().put("level", level.wireName()));
  }

  void subscribed(Client client, String uri) {
    tell(client, "subscribed", Json.mapper().createObjectNode().put("uri", uri));
  }

  void unsubscribed(Client client, String uri) {
    tell(client, "unsubscribed", Json.mapper().createObjectNode().put("uri", uri));
  }

  private void tell(Client client, String what, ObjectNode message) {
    message.put("what", what).put("session", client.session().id());
    backplane.publish(CHANNEL, Json.bytes(message));
  }

  private void hear(byte[] bytes) {
    JsonNode message;
    try {
      message = Json.mapper().readTree(bytes);
    } catch (JacksonException e) {
      LOG.debug("News of a session could not be read", e);
      return;
    }
    sessions
        .met(message.path("session").stringValue(""))
        .ifPresent(client -> hear(client, message));
  }

  private static void hear(Client client, JsonNode message) {
    String uri = message.path("uri").stringValue("");
    switch (message.path("what").stringValue("")) {
      case "ended" -> client.end();
      case "cancelled" ->
          RequestId.of(message.path("request"))
              .flatMap(id -> Optional.ofNullable(client.take(id)))
              .ifPresent(Exchange::cancel);
      case "level" ->
          LoggingLevel.of(message.path("level").stringValue("")).ifPresent(client::level);
      case "subscribed" -> {
        client.uris().add(uri);
        // Not here: those who watch resources may be slow.
        client.streams().forEach(stream -> Thread.startVirtualThread(() -> stream.watch(uri)));
      }
      case "unsubscribed" -> {
        client.uris().remove(uri);
        client.streams().forEach(stream -> stream.unwatch(uri));
      }
      default -> LOG.debug("News of a session that is not understood");
    }
  }
}
