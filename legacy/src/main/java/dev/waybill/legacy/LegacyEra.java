package dev.waybill.legacy;

import dev.waybill.protocol.Headers;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Exchange;
import dev.waybill.server.Incoming;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The revisions that open with {@code initialize}. */
final class LegacyEra implements EarlierEra {
  static final String SESSION_ID = "Mcp-Session-Id";

  /** Methods of which a message without any metadata cannot be of the current revision. */
  private static final Set<String> UNMISTAKABLE =
      Set.of(
          Requests.INITIALIZE,
          "ping",
          "logging/setLevel",
          "resources/subscribe",
          "resources/unsubscribe",
          "notifications/initialized");

  private final Inside server;
  private final Handshake handshake;
  private final Conversation conversation;
  private final SessionHttp http;
  private final HttpSse sse;

  LegacyEra(Inside server) {
    this.server = server;
    SessionTokens tokens = new SessionTokens(server.sealer());
    Sessions sessions = new Sessions(server, tokens);
    Fleet fleet = new Fleet(server.backplane(), sessions);
    Questions questions = new Questions(tokens, server);
    OldTasks tasks = new OldTasks(server);
    TaskRequests taskRequests = new TaskRequests(server, questions, tasks);
    Requests requests = new Requests(server, sessions, fleet, questions, tasks, taskRequests);
    this.handshake = new Handshake(server, tokens, tasks);
    this.conversation = new Conversation(requests, questions, fleet);
    Pings pings = new Pings(server, questions);
    this.http = new SessionHttp(server, tokens, sessions, fleet, conversation, handshake, pings);
    this.sse = new HttpSse(server, tokens, sessions, fleet, conversation, handshake);
    // For as long as the backplane lives, as the server does.
    fleet.listen();
    questions.listen();
  }

  @Override
  public boolean claims(JsonNode message, Incoming incoming) {
    Headers headers = incoming.headers();
    if (headers == null) {
      return false;
    }
    String version = headers.get(Headers.PROTOCOL_VERSION);
    return headers.get(SESSION_ID) != null
        || sse.isAddressed(incoming)
        || (version != null && Revision.of(version).isPresent())
        || UNMISTAKABLE.contains(message.path("method").stringValue(""))
        || (version == null && (message.isArray() || isResponse(message)))
        || (version == null && !server.eras().sessions() && message.has("method"));
  }

  private static boolean isResponse(JsonNode message) {
    return !message.has("method") && (message.has("result") || message.has("error"));
  }

  @Override
  public Exchange receive(@Nullable JsonNode message, Incoming incoming, Reply reply) {
    return switch (incoming.verb()) {
      case POST -> message == null ? Exchange.DONE : post(message, incoming, reply);
      case GET ->
          server.eras().httpSse() && !hasSession(incoming)
              ? sse.open(incoming, reply)
              : http.get(incoming, reply);
      case DELETE -> http.delete(incoming, reply);
    };
  }

  private Exchange post(JsonNode message, Incoming incoming, Reply reply) {
    return sse.isAddressed(incoming) && !hasSession(incoming)
        ? sse.post(message, incoming, reply)
        : http.post(message, incoming, reply);
  }

  private static boolean hasSession(Incoming incoming) {
    Headers headers = incoming.headers();
    return headers != null && headers.get(SESSION_ID) != null;
  }

  @Override
  public Line open(Principal principal, Consumer<byte[]> out) {
    return new LegacyLine(server, handshake, conversation, principal, out);
  }

  @Override
  public void drain() {
    http.drain();
    sse.drain();
  }
}
