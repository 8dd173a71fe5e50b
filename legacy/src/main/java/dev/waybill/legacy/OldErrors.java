package dev.waybill.legacy;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Errors with the codes of the earlier revisions. */
final class OldErrors {
  private static final int RESOURCE_NOT_FOUND = -32002;
  private static final int URL_ELICITATION_REQUIRED = -32042;

  private OldErrors() {}

  /** The HTTP status of a refusal; errors of requests themselves travel with 200. */
  static int status(ErrorCode code) {
    return code.code() > 0 || code == ErrorCode.PARSE_ERROR || code == ErrorCode.INVALID_REQUEST
        ? code.httpStatus()
        : 200;
  }

  /**
   * @param reading whether a resource was asked for by its URI
   */
  static byte[] bytes(Optional<RequestId> id, McpException error, boolean reading) {
    int code =
        switch (error.code()) {
          case INVALID_PARAMS ->
              reading && error.data().filter(data -> data.has("uri")).isPresent()
                  ? RESOURCE_NOT_FOUND
                  : error.code().code();
          // These revisions have no such codes.
          case HEADER_MISMATCH, UNSUPPORTED_PROTOCOL_VERSION -> ErrorCode.INVALID_REQUEST.code();
          case MISSING_REQUIRED_CLIENT_CAPABILITY -> ErrorCode.INVALID_PARAMS.code();
          default -> error.code().code();
        };
    boolean modern = error.code() == ErrorCode.MISSING_REQUIRED_CLIENT_CAPABILITY;
    return bytes(id, code, error.text(), modern ? Optional.empty() : error.data());
  }

  static byte[] bytes(Optional<RequestId> id, McpException error) {
    return bytes(id, error, false);
  }

  /**
   * The pages a user has to visit before the request can be answered (2025-11-25,
   * client/elicitation, URL Elicitation Required Error).
   *
   * @param elicitations as they would be asked for on a stream
   */
  static byte[] visitFirst(RequestId id, ArrayNode elicitations) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.set("elicitations", elicitations);
    return bytes(
        Optional.of(id),
        URL_ELICITATION_REQUIRED,
        "This request needs a page to be visited first; send it again afterwards",
        Optional.of((JsonNode) data));
  }

  /** An error as another request was answered with it. */
  static byte[] same(RequestId id, JsonNode error) {
    return bytes(
        Optional.of(id),
        error.path("code").intValue(ErrorCode.INTERNAL_ERROR.code()),
        error.path("message").stringValue("The task failed"),
        Optional.ofNullable(error.get("data")));
  }

  private static byte[] bytes(
      Optional<RequestId> id, int code, String message, Optional<JsonNode> data) {
    ObjectNode response = Json.mapper().createObjectNode().put("jsonrpc", "2.0");
    response.set("id", id.isPresent() ? Json.mapper().valueToTree(id.get()) : null);
    ObjectNode error = response.putObject("error").put("code", code).put("message", message);
    data.ifPresent(value -> error.set("data", value));
    return Json.bytes(response);
  }
}
