package dev.waybill.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON-RPC message from a client, its envelope checked and nothing else: a request or a
 * notification (basic/index, Messages).
 */
public sealed interface Frame {
  String method();

  /** The {@code params} object, empty when the message has none. */
  ObjectNode params();

  record Request(RequestId id, String method, ObjectNode params) implements Frame {}

  record Notification(String method, ObjectNode params) implements Frame {}

  /**
   * Parses one message.
   *
   * @throws FrameException -32700 when it is not JSON, -32600 when it is not a single JSON-RPC 2.0
   *     request or notification; it carries the id where that could be read
   */
  static Frame parse(byte[] utf8) {
    return of(read(utf8));
  }

  /**
   * Reads JSON.
   *
   * @throws FrameException -32700 when it is none
   */
  static JsonNode read(byte[] utf8) {
    try {
      return Json.parse(utf8);
    } catch (McpException e) {
      throw new FrameException(null, e);
    }
  }

  /**
   * Checks the envelope of a message.
   *
   * @throws FrameException -32600 when it is not a single JSON-RPC 2.0 request or notification
   */
  static Frame of(JsonNode node) {
    if (node.isArray()) {
      throw invalid(null, "batches are not supported: send each message on its own");
    }
    if (!(node instanceof ObjectNode message)) {
      throw invalid(null, "a message is a JSON object");
    }
    JsonNode idNode = message.get("id");
    RequestId id = idNode == null ? null : RequestId.of(idNode).orElse(null);
    if (!"2.0".equals(text(message, "jsonrpc"))) {
      throw invalid(id, "\"jsonrpc\" must be \"2.0\"");
    }
    if (idNode != null && id == null) {
      throw invalid(null, "\"id\" must be a string or an integer of at most 64 bits");
    }
    JsonNode method = message.get("method");
    if (method == null) {
      boolean response = message.has("result") || message.has("error");
      throw invalid(
          response ? null : id,
          response
              ? "clients do not send JSON-RPC responses; answers travel as inputResponses"
              : "\"method\" is missing");
    }
    if (!method.isString()) {
      throw invalid(id, "\"method\" must be a string");
    }
    JsonNode params = message.get("params");
    if (params != null && !params.isObject()) {
      throw invalid(id, "\"params\" must be an object");
    }
    ObjectNode object =
        params instanceof ObjectNode given ? given : Json.mapper().createObjectNode();
    return id == null
        ? new Notification(method.stringValue(), object)
        : new Request(id, method.stringValue(), object);
  }

  private static @Nullable String text(ObjectNode message, String name) {
    JsonNode value = message.get(name);
    return value != null && value.isString() ? value.stringValue() : null;
  }

  private static FrameException invalid(@Nullable RequestId id, String message) {
    return new FrameException(
        id, new McpException(ErrorCode.INVALID_REQUEST, "Invalid request: " + message));
  }

  /** A message that could not be read, with its id where that much was legible. */
  final class FrameException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient @Nullable RequestId id;
    private final McpException error;

    FrameException(@Nullable RequestId id, McpException error) {
      super(error.text(), error, false, false);
      this.id = id;
      this.error = error;
    }

    public Optional<RequestId> id() {
      return Optional.ofNullable(id);
    }

    public McpException error() {
      return error;
    }
  }
}
