package dev.waybill.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code _meta} of a request (basic/index, Per-request protocol fields).
 *
 * @param json all of it, keys of applications and of trace context included
 */
public record RequestMeta(
    String protocolVersion,
    ClientCapabilities clientCapabilities,
    @Nullable LoggingLevel logLevel,
    @Nullable RequestId progressToken,
    ObjectNode json) {

  /**
   * Reads and checks a {@code _meta} object.
   *
   * @throws McpException -32602 when a required member is missing or one has the wrong type
   */
  public static RequestMeta of(@Nullable JsonNode meta) {
    if (meta == null) {
      throw McpException.invalidParams(
          "params._meta is missing: every request carries "
              + MetaKeys.PROTOCOL_VERSION
              + " and "
              + MetaKeys.CLIENT_CAPABILITIES);
    }
    if (!(meta instanceof ObjectNode json)) {
      throw McpException.invalidParams("params._meta must be an object");
    }
    JsonNode version = json.get(MetaKeys.PROTOCOL_VERSION);
    if (version == null || !version.isString()) {
      throw wrong(version, MetaKeys.PROTOCOL_VERSION, "a string such as \"2026-07-28\"");
    }
    JsonNode capabilities = json.get(MetaKeys.CLIENT_CAPABILITIES);
    if (!(capabilities instanceof ObjectNode declared)) {
      throw wrong(capabilities, MetaKeys.CLIENT_CAPABILITIES, "an object");
    }
    JsonNode info = json.get(MetaKeys.CLIENT_INFO);
    if (info != null
        && !(info.isObject() && info.path("name").isString() && info.path("version").isString())) {
      throw wrong(info, MetaKeys.CLIENT_INFO, "an object with strings \"name\" and \"version\"");
    }
    return new RequestMeta(
        version.stringValue(), new ClientCapabilities(declared), level(json), token(json), json);
  }

  private static @Nullable LoggingLevel level(ObjectNode json) {
    JsonNode level = json.get(MetaKeys.LOG_LEVEL);
    if (level == null) {
      return null;
    }
    return (level.isString()
            ? LoggingLevel.of(level.stringValue())
            : Optional.<LoggingLevel>empty())
        .orElseThrow(() ->
            wrong(
                level,
                MetaKeys.LOG_LEVEL,
                "one of debug, info, notice, warning, error, critical, alert, emergency"));
  }

  private static @Nullable RequestId token(ObjectNode json) {
    JsonNode token = json.get(MetaKeys.PROGRESS_TOKEN);
    if (token == null) {
      return null;
    }
    return RequestId.of(token)
        .orElseThrow(() -> wrong(token, MetaKeys.PROGRESS_TOKEN, "a string or an integer"));
  }

  private static McpException wrong(@Nullable JsonNode node, String key, String expected) {
    return McpException.invalidParams(
        "_meta member \""
            + key
            + "\" "
            + (node == null ? "is missing" : "has the wrong type")
            + ": expected "
            + expected);
  }

  /** Who the client says it is. */
  public Optional<Implementation> clientInfo() {
    JsonNode info = json.get(MetaKeys.CLIENT_INFO);
    if (info == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().treeToValue(info, Implementation.class));
    } catch (JacksonException e) {
      return Optional.of(
          new Implementation(info.path("name").stringValue(), info.path("version").stringValue()));
    }
  }

  /** The W3C trace context's {@code traceparent}. */
  public Optional<String> traceparent() {
    return json.path(MetaKeys.TRACEPARENT).stringValueOpt();
  }
}
