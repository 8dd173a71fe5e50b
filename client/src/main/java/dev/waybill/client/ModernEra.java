package dev.waybill.client;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.ProtocolVersion;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.SubscriptionFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Revision 2026-07-28: every request says all that is needed to process it (basic/index, _meta).
 */
final class ModernEra implements Era {
  static final String VERSION = ProtocolVersion.CURRENT;

  private final String server;
  private final Wire wire;
  private final Identity identity;
  private final AtomicLong ids;
  private final DiscoverResult greeting;

  ModernEra(String server, Wire wire, Identity identity, AtomicLong ids, DiscoverResult greeting) {
    this.server = server;
    this.wire = wire;
    this.identity = identity;
    this.ids = ids;
    this.greeting = greeting;
  }

  @Override
  public DiscoverResult greeting() {
    return greeting;
  }

  @Override
  public boolean isOpen() {
    return wire.isOpen();
  }

  @Override
  public boolean mirrorsParameters() {
    return wire instanceof HttpWire;
  }

  @Override
  public Where where(String method, String target) {
    return new Where(server, method, target);
  }

  @Override
  public ObjectNode request(Request request) {
    Where where = new Where(server, request.method(), request.target());
    Envelope envelope = envelope(request, identity, ids);
    ObjectNode response =
        wire.exchange(envelope, new Notifications(request.options()), request.patience(), where);
    return result(response, where);
  }

  /** A request with all its metadata and an id of its own. */
  static Envelope envelope(Request request, Identity identity, AtomicLong ids) {
    long id = ids.incrementAndGet();
    ObjectNode params = Json.mapper().createObjectNode().setAll(request.params());
    identity.sign(params, id, request.options());
    return new Envelope(
        new RequestId.Whole(id), request.method(), request.target(), params, headers(request));
  }

  private static Map<String, String> headers(Request request) {
    if (request.headers().isEmpty()) {
      return request.options().headers();
    }
    Map<String, String> headers = new HashMap<>(request.options().headers());
    headers.putAll(request.headers());
    return headers;
  }

  static ObjectNode result(ObjectNode response, Where where) {
    JsonNode error = response.get("error");
    if (error != null) {
      throw where.refused(error);
    }
    if (response.get("result") instanceof ObjectNode result) {
      return result;
    }
    throw where.violation("its result is not an object");
  }

  @Override
  public boolean listen(SubscriptionFilter filter, CallOptions options, Hearing hearing) {
    ObjectNode params = Json.mapper().createObjectNode();
    params.set("notifications", Json.mapper().valueToTree(filter));
    Request request = new Request(Methods.LISTEN, params, null, options);
    Where where = where(request.method(), "");
    Envelope envelope = envelope(request, identity, ids);
    Listener listener =
        (method, heard) -> {
          JsonNode id = heard.path("_meta").path(MetaKeys.SUBSCRIPTION_ID);
          if (!RequestId.of(id).equals(Optional.of(envelope.id()))) {
            return;
          }
          if (method.equals(Methods.ACKNOWLEDGED)) {
            hearing.opened(filter(heard.path("notifications"), where));
          } else {
            hearing.changed(method, heard);
          }
        };
    try {
      result(wire.exchange(envelope, listener, request.patience(), where), where);
    } catch (EraDoubt e) {
      throw e.failure();
    }
    return true;
  }

  private static SubscriptionFilter filter(JsonNode json, Where where) {
    try {
      return Json.mapper().treeToValue(json, SubscriptionFilter.class);
    } catch (JacksonException e) {
      throw where.violation("its acknowledgement is malformed", e);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
