package dev.waybill.client;

import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * What the client says of itself with every request: who it is, what it can, and the trace it is
 * part of.
 */
final class Identity {
  private final ObjectNode info;
  private final ObjectNode capabilities;
  private final Supplier<Map<String, String>> trace;
  private final RawValue always;

  private Identity(ObjectNode info, ObjectNode capabilities, Supplier<Map<String, String>> trace) {
    this.info = info;
    this.capabilities = capabilities;
    this.trace = trace;
    this.always = new RawValue(new SerializedString(said(object()).toString()));
  }

  static Identity of(
      Implementation info, ObjectNode capabilities, Supplier<Map<String, String>> trace) {
    return new Identity(Json.mapper().valueToTree(info), capabilities, trace);
  }

  ObjectNode info() {
    return info;
  }

  ObjectNode capabilities() {
    return capabilities;
  }

  /**
   * Puts the {@code _meta} of the modern era into a request's parameters. Most say nothing but what
   * is always said, and that is written once for all.
   */
  void sign(ObjectNode params, long token, CallOptions options) {
    ObjectNode meta = common(token, options);
    if (meta.isEmpty() && options.logLevel() == null) {
      params.putRawValue("_meta", always);
      return;
    }
    if (options.logLevel() != null) {
      meta.put(MetaKeys.LOG_LEVEL, options.logLevel().wireName());
    }
    params.set("_meta", said(meta));
  }

  private ObjectNode said(ObjectNode meta) {
    meta.put(MetaKeys.PROTOCOL_VERSION, ModernEra.VERSION);
    meta.set(MetaKeys.CLIENT_INFO, info);
    meta.set(MetaKeys.CLIENT_CAPABILITIES, capabilities);
    return meta;
  }

  /** What all eras have. */
  ObjectNode common(long token, CallOptions options) {
    ObjectNode meta = object();
    trace.get().forEach(meta::put);
    for (Map.Entry<String, JsonNode> entry : options.meta().entrySet()) {
      meta.set(entry.getKey(), entry.getValue());
    }
    if (options.progress() != null) {
      meta.put(MetaKeys.PROGRESS_TOKEN, token);
    }
    return meta;
  }

  private static ObjectNode object() {
    return Json.mapper().createObjectNode();
  }
}
