package dev.waybill.server;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls tools: checks arguments, runs the handler, turns what it returns into a result. */
final class ToolCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ToolCalls.class);
  private static final int MAX_VIOLATIONS = 20;

  private ToolCalls() {}

  /**
   * Calls a tool and makes a tool error of whatever goes wrong.
   *
   * @throws McpException for protocol errors only
   */
  static Result call(Tool tool, ObjectNode given, Call call) {
    try {
      return attempt(tool, given, call);
    } catch (McpException | Suspended e) {
      throw e;
    } catch (Throwable e) {
      return failure(tool, e, call.cancellation());
    }
  }

  /** Calls a tool; what the handler throws comes out as it is. */
  static Result attempt(Tool tool, ObjectNode given, Call call) throws Exception {
    ObjectNode arguments = tool.binding().withDefaults(given);
    List<Violation> violations = tool.binding().check(arguments);
    if (!violations.isEmpty()) {
      return CallToolResult.error("Invalid arguments for " + tool.id() + ":" + list(violations));
    }
    try {
      return result(tool, tool.binding().run(arguments, call));
    } catch (Binding.InvalidInput e) {
      return CallToolResult.error("Invalid arguments for " + tool.id() + ": " + e.getMessage());
    }
  }

  static CallToolResult failure(Tool tool, Throwable e, Cancellation cancellation) {
    return CallToolResult.error(
        e instanceof ToolException
            ? String.valueOf(e.getMessage())
            : Failure.report(LOG, "Tool \"" + tool.id() + "\"", e, cancellation));
  }

  static String list(List<Violation> violations) {
    StringBuilder text = new StringBuilder();
    violations.stream()
        .limit(MAX_VIOLATIONS)
        .forEach(violation -> text.append("\n- ").append(violation));
    if (violations.size() > MAX_VIOLATIONS) {
      text.append("\n- and ").append(violations.size() - MAX_VIOLATIONS).append(" more");
    }
    return text.toString();
  }

  private static Result result(Tool tool, @Nullable Object value) {
    Optional<CompiledSchema> output = tool.output();
    if (value instanceof CallToolResult result) {
      if (!result.isError()) {
        output.ifPresent(schema -> check(tool, schema, result.structuredContent()));
      }
      return result;
    }
    if (value instanceof Result result) {
      if (result.resultType().equals(Result.COMPLETE)) {
        throw broken(
            tool,
            " returned "
                + result.getClass().getSimpleName()
                + ": a complete result of a tool is a CallToolResult");
      }
      return result;
    }
    if (output.isEmpty()) {
      if (value == null) {
        return CallToolResult.of();
      }
      if (value instanceof String text) {
        return CallToolResult.text(text);
      }
      if (value instanceof ContentBlock block) {
        return CallToolResult.of(block);
      }
      if (value instanceof List<?> list
          && !list.isEmpty()
          && list.stream().allMatch(ContentBlock.class::isInstance)) {
        return new CallToolResult(
            list.stream().map(ContentBlock.class::cast).toList(), null, false, Map.of());
      }
    }
    JsonNode structured = Json.mapper().valueToTree(value);
    output.ifPresent(schema -> check(tool, schema, structured));
    return CallToolResult.structured(structured);
  }

  /** A server that would break its own promise fails loudly instead. */
  private static void check(Tool tool, CompiledSchema schema, @Nullable JsonNode structured) {
    if (structured == null) {
      throw broken(
          tool, " has an output schema and returned no structured content: return a value");
    }
    List<Violation> violations = schema.validate(structured);
    if (!violations.isEmpty()) {
      throw broken(tool, " returned what its output schema does not allow:" + list(violations));
    }
  }

  private static McpException broken(Tool tool, String what) {
    String message = "Tool \"" + tool.id() + "\"" + what;
    LOG.error(message);
    return new McpException(ErrorCode.INTERNAL_ERROR, message);
  }
}
