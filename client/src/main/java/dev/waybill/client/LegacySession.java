package dev.waybill.client;

import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.ServerCapabilities;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Begins sessions: {@code initialize}, the version agreed upon, {@code initialized}. */
final class LegacySession {
  private LegacySession() {}

  /** What the server says of itself, in the words of the present. */
  static DiscoverResult begin(
      LegacyWire wire,
      Identity identity,
      AtomicLong ids,
      String asked,
      Patience patience,
      Where where) {
    ObjectNode params = Json.mapper().createObjectNode();
    params.put("protocolVersion", asked);
    ObjectNode capabilities = identity.capabilities().deepCopy();
    capabilities.remove("extensions");
    params.set("capabilities", capabilities);
    params.set("clientInfo", identity.info());
    Envelope envelope =
        new Envelope(
            new RequestId.Whole(ids.incrementAndGet()), "initialize", null, params, Map.of());
    ObjectNode response = wire.exchange(envelope, (method, heard) -> {}, patience, where);
    ObjectNode result = ModernEra.result(response, where);
    String version = result.path("protocolVersion").asString("");
    if (!LegacyVersion.ALL.contains(version)) {
      throw where.violation(
          "it wants to speak revision \""
              + Where.tidy(version)
              + "\", and this client speaks 2026-07-28 and "
              + LegacyVersion.ALL);
    }
    DiscoverResult greeting =
        new DiscoverResult(
            List.of(version),
            capabilities(result.path("capabilities"), where),
            result.path("instructions").isString() ? result.path("instructions").asString() : null,
            0,
            CacheScope.PRIVATE,
            Map.of());
    wire.agreed(version, greeting);
    wire.send(notification("notifications/initialized"), patience, where);
    return greeting;
  }

  private static ServerCapabilities capabilities(JsonNode json, Where where) {
    if (!(json instanceof ObjectNode given)) {
      return new ServerCapabilities(Map.of(), null, null, null, null, null, Map.of());
    }
    ObjectNode known = Json.mapper().createObjectNode();
    for (String name :
        List.of("logging", "completions", "prompts", "resources", "tools", "extensions")) {
      if (given.get(name) instanceof ObjectNode offered) {
        known.set(name, offered);
      }
    }
    try {
      return Json.mapper().treeToValue(known, ServerCapabilities.class);
    } catch (JacksonException e) {
      throw where.violation("its capabilities are malformed", e);
    }
  }

  static ObjectNode notification(String method) {
    return Json.mapper().createObjectNode().put("jsonrpc", "2.0").put("method", method);
  }
}
