package dev.waybill.client;

import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the client says of itself with every request: who it is, what it can, and the trace it is
 * part of.
 */
record Identity(ObjectNode info, ObjectNode capabilities, Supplier<Map<String, String>> trace) {

  static Identity of(
      Implementation info, ObjectNode capabilities, Supplier<Map<String, String>> trace) {
    return new Identity(Json.mapper().valueToTree(info), capabilities, trace);
  }

  /** The {@code _meta} of a request of the modern era. */
  ObjectNode meta(String version, long token, CallOptions options) {
    ObjectNode meta = common(token, options);
    meta.put(MetaKeys.PROTOCOL_VERSION, version);
    meta.set(MetaKeys.CLIENT_INFO, info);
    meta.set(MetaKeys.CLIENT_CAPABILITIES, capabilities);
    if (options.logLevel() != null) {
      meta.put(MetaKeys.LOG_LEVEL, options.logLevel().wireName());
    }
    return meta;
  }

  /** What all eras have. */
  ObjectNode common(long token, CallOptions options) {
    ObjectNode meta = Json.mapper().createObjectNode();
    trace.get().forEach(meta::put);
    for (Map.Entry<String, JsonNode> entry : options.meta().entrySet()) {
      meta.set(entry.getKey(), entry.getValue());
    }
    if (options.progress() != null) {
      meta.put(MetaKeys.PROGRESS_TOKEN, token);
    }
    return meta;
  }
}
