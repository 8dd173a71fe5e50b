package dev.waybill.client;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.RequestId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests of many threads on one channel that carries one message after another. */
abstract class MultiplexWire implements LegacyWire {
  private static final Logger LOG = LoggerFactory.getLogger(MultiplexWire.class);

  private final Map<RequestId, Pending> pending = new ConcurrentHashMap<>();
  private final String server;
  private volatile Consumer<ObjectNode> inbound = message -> {};
  private volatile @Nullable Function<Where, McpClientException> failure;

  MultiplexWire(String server) {
    this.server = server;
  }

  /** Takes one message to the server; may block. */
  abstract void write(byte[] message) throws IOException;

  @Override
  public final void onMessage(Consumer<ObjectNode> listener) {
    this.inbound = listener;
  }

  @Override
  public final ObjectNode exchange(
      Envelope request, Listener listener, Patience patience, Where where) {
    Pending mine = new Pending();
    pending.put(request.id(), mine);
    boolean answered = false;
    try {
      Function<Where, McpClientException> broken = failure;
      if (broken != null) {
        throw broken.apply(where);
      }
      write(JsonRpc.request(request.id(), request.method(), request.params()), where);
      ObjectNode response = mine.await(listener, patience, where);
      answered = true;
      return response;
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    } finally {
      pending.remove(request.id());
      if (!answered && failure == null) {
        cancel(request.id());
      }
    }
  }

  /** Never on the caller's thread: it may be interrupted, and the channel may be blocked. */
  private void cancel(RequestId id) {
    ObjectNode params = Json.mapper().createObjectNode();
    params.set("requestId", Json.mapper().valueToTree(id));
    params.put("reason", "the caller gave up");
    byte[] message = JsonRpc.notification(Methods.CANCELLED, params);
    Thread.ofVirtual()
        .start(() -> {
          try {
            write(message);
          } catch (IOException e) {
            LOG.debug("{}: a cancellation was not sent", server);
          }
        });
  }

  @Override
  public final void send(ObjectNode message, Patience patience, Where where) {
    write(Json.bytes(message), where);
  }

  private void write(byte[] message, Where where) {
    try {
      write(message);
    } catch (IOException e) {
      Function<Where, McpClientException> broken = failure;
      throw broken == null
          ? where.unreachable("the connection broke while the request was written", e)
          : broken.apply(where);
    }
  }

  @Override
  public final void agreed(String version, DiscoverResult greeting) {
    // Messages look the same in all revisions.
  }

  /** Everything comes on the one channel. */
  @Override
  public final boolean listen(Patience patience, Where where) {
    return false;
  }

  /** A message came in. */
  final void received(ObjectNode message) {
    if (Answers.isResponse(message)) {
      Optional<Pending> asked = RequestId.of(message.path("id")).map(pending::get);
      if (asked.isPresent()) {
        asked.get().message(message);
      } else {
        LOG.warn("{}: an answer to no request that waits was ignored", server);
      }
      return;
    }
    if (!message.path("method").isString()) {
      LOG.warn(
          "{}: a message that is neither request, notification nor response was ignored", server);
      return;
    }
    if (message.has("id")) {
      inbound.accept(message);
      return;
    }
    notification(message);
  }

  private void notification(ObjectNode message) {
    JsonNode params = message.path("params");
    if (message.path("method").asString("").equals(Methods.CANCELLED)) {
      RequestId.of(params.path("requestId"))
          .map(pending::get)
          .ifPresent(ended -> ended.broke(where -> where.unreachable("the server ended it", null)));
      return;
    }
    JsonNode token = params.path(MetaKeys.PROGRESS_TOKEN);
    JsonNode subscription = params.path("_meta").path(MetaKeys.SUBSCRIPTION_ID);
    Optional<RequestId> id = RequestId.of(token.isMissingNode() ? subscription : token);
    if (id.isPresent()) {
      Pending owner = pending.get(id.get());
      if (owner != null) {
        owner.message(message);
      }
      return;
    }
    if (message.path("method").asString("").equals(Methods.MESSAGE)) {
      pending.values().forEach(each -> each.message(message)); // log messages name no request
    }
    inbound.accept(message);
  }

  /** The channel is gone; nothing that waits will be answered. */
  final void broke(Function<Where, McpClientException> why) {
    if (failure == null) {
      failure = why;
    }
    pending.values().forEach(each -> each.broke(why));
  }

  @Override
  public final boolean isOpen() {
    return failure == null;
  }
}
