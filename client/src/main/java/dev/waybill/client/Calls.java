package dev.waybill.client;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.ResultReader;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls tools: with their parameters mirrored, and their results held to their promises. */
final class Calls {
  private final Connection connection;
  private final Driver driver;
  private final ToolBook book;
  private final Lists lists;

  Calls(Connection connection, Driver driver, ToolBook book, Lists lists) {
    this.connection = connection;
    this.driver = driver;
    this.book = book;
    this.lists = lists;
  }

  static Request request(String tool, Object arguments, CallOptions options) {
    ObjectNode params = Json.mapper().createObjectNode();
    params.put("name", tool);
    params.set("arguments", arguments(arguments));
    return new Request(Methods.TOOLS_CALL, params, tool, options);
  }

  private static ObjectNode arguments(Object arguments) {
    if (arguments instanceof ObjectNode given) {
      return given.deepCopy(); // the caller may change it while the call goes on
    }
    try {
      if (Json.mapper().<JsonNode>valueToTree(arguments) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the arguments cannot be written as JSON", e);
    }
    throw new IllegalArgumentException("arguments are a record, a map or an ObjectNode");
  }

  CallToolResult call(Request request) {
    return checked(request, anew(request, () -> driver.run(request, this::mirrored, () -> {})));
  }

  /** Until it is complete or a task. */
  Driver.Turn settle(Request request) {
    return anew(request, () -> driver.settle(request, this::mirrored, () -> {}));
  }

  Driver.Turn turn(Request request) {
    return anew(request, () -> driver.turn(mirrored(request)));
  }

  private interface Attempt<T> {
    T run();
  }

  /** What is known of the tool may be old: read the list once more and try again, once. */
  private <T> T anew(Request request, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (McpClientException.Refused e) {
      if (e.code() != ErrorCode.HEADER_MISMATCH.code()) {
        throw e;
      }
      readList(request.options().fresh());
      return attempt.run();
    }
  }

  private Request mirrored(Request request) {
    Era era = connection.era(request.patience(), connection.where(request));
    if (!era.mirrorsParameters()
        || request.target() == null
        || !(request.params().get("arguments") instanceof ObjectNode arguments)) {
      return request;
    }
    Map<String, String> headers = book.headers(request.target(), arguments);
    return headers.isEmpty() ? request : request.withHeaders(headers);
  }

  private void readList(CallOptions options) {
    long count = lists.tools(options).count();
    assert count >= 0;
  }

  /** Reads a result; its structured content satisfies the tool's output schema, if it has one. */
  CallToolResult checked(Request request, ObjectNode json) {
    Where where = connection.where(request);
    CallToolResult result;
    try {
      result = ResultReader.read(json, CallToolResult.class);
    } catch (IllegalArgumentException e) {
      throw where.violation("its result is malformed: " + e.getMessage(), e);
    }
    String tool = request.target();
    if (tool != null && !result.isError() && result.structuredContent() != null) {
      if (!book.isRead()) {
        readListQuietly(request.options());
      }
      book.check(tool, result.structuredContent(), where);
    }
    return result;
  }

  private void readListQuietly(CallOptions options) {
    try {
      readList(options);
    } catch (McpClientException.Refused | McpClientException.Unauthorized e) {
      // Whoever may call a tool need not be able to list it; then there is no promise to hold.
    }
  }

  /** The structured content as a Java type; a text alone will do for a string. */
  <T> T typed(Request request, CallToolResult result, Class<T> type) {
    Where where = connection.where(request);
    if (result.isError()) {
      throw new McpClientException.ToolFailed(
          where, "the tool failed: " + Where.tidy(text(result)), result);
    }
    JsonNode structured = result.structuredContent();
    if (type == CallToolResult.class) {
      return type.cast(result);
    }
    if (structured == null && type == String.class) {
      return type.cast(text(result));
    }
    if (structured == null) {
      throw where.violation(
          "its result has no structured content, so there is nothing to make a "
              + type.getSimpleName()
              + " of. Call it without a type");
    }
    try {
      return Json.mapper().treeToValue(structured, type);
    } catch (JacksonException e) {
      throw where.violation(
          "its structured content does not fit " + type.getSimpleName() + at(e), e);
    }
  }

  private static String at(JacksonException e) {
    return e.getPath().isEmpty()
        ? ""
        : e.getPath().stream()
            .map(step ->
                step.getPropertyName() == null
                    ? String.valueOf(step.getIndex())
                    : step.getPropertyName())
            .collect(Collectors.joining("/", " at /", ""));
  }

  private static String text(CallToolResult result) {
    return result.content().stream()
        .filter(ContentBlock.TextContent.class::isInstance)
        .map(block -> ((ContentBlock.TextContent) block).text())
        .collect(Collectors.joining("\n"));
  }

  /** For requests that mirror nothing. */
  static UnaryOperator<Request> asIs() {
    return UnaryOperator.identity();
  }
}
