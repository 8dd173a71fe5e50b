package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON-RPC messages from a server, and judges what is none. */
final class Answers {
  private Answers() {}

  /** One message. */
  static ObjectNode message(byte[] utf8, Where where) {
    JsonNode node;
    try {
      node = Json.parseAnswer(utf8);
    } catch (McpException e) {
      throw where.violation("it answers with what is not JSON (" + e.text() + ")");
    }
    if (!(node instanceof ObjectNode message)) {
      throw where.violation("it answers with JSON that is not one JSON-RPC message");
    }
    return message;
  }

  /** Whether a message is a response: it has no method, and a result or an error. */
  static boolean isResponse(ObjectNode message) {
    return !message.has("method") && (message.has("result") || message.has("error"));
  }

  /** Whether a response is the one to a request; an error may have lost its id. */
  static boolean answers(ObjectNode response, RequestId.Whole id) {
    JsonNode given = response.get("id");
    if (given == null || given.isNull()) {
      return response.has("error");
    }
    return RequestId.of(given).equals(Optional.of(id));
  }

  static ObjectNode checked(ObjectNode response, RequestId.Whole id, Where where) {
    if (!isResponse(response)) {
      throw where.violation("it answers with a message that is no JSON-RPC response");
    }
    if (!answers(response, id)) {
      throw where.violation("it answers with the id of another request");
    }
    return response;
  }

  /** The response in a body that came whole, whatever its status. */
  static ObjectNode whole(
      HttpResponse<Body> answer, byte[] bytes, RequestId.Whole id, Where where) {
    int status = answer.statusCode();
    @Nullable ObjectNode response = status / 100 == 2 ? null : response(bytes);
    if (status == 401 || status == 403) {
      throw new McpClientException.Unauthorized(
          where,
          "the server answers with HTTP status "
              + status
              + (response == null ? "" : ": " + words(response))
              + (status == 401
                  ? ". Give the client credentials: a header or an Authorizer"
                  : ". The credentials of this client are not enough for it"),
          status);
    }
    if (status / 100 != 2) {
      if (response != null && answers(response, id)) {
        return response;
      }
      throw where.unreachable(
          "the server answers with HTTP status "
              + status
              + (response == null ? "" : ": " + words(response)),
          null);
    }
    String type = answer.headers().firstValue("content-type").orElse("");
    if (!type.regionMatches(true, 0, "application/json", 0, 16)) {
      throw where.violation(
          bytes.length == 0
              ? "it answers with status " + status + " and nothing else"
              : "it answers with content type \""
                  + Where.tidy(type)
                  + "\": expected application/json or text/event-stream. Is this the address of an"
                  + " MCP endpoint?");
    }
    return checked(message(bytes, where), id, where);
  }

  private static @Nullable ObjectNode response(byte[] bytes) {
    try {
      return Json.parseAnswer(bytes) instanceof ObjectNode message && message.has("error")
          ? message
          : null;
    } catch (McpException e) {
      return null;
    }
  }

  private static String words(ObjectNode response) {
    JsonNode error = response.path("error");
    return Where.tidy(error.isString() ? error.stringValue() : error.path("message").asString(""));
  }

  /** A body as text for looking at, not for showing. */
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
