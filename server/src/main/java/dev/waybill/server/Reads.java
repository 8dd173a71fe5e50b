package dev.waybill.server;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.GetPromptResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.protocol.ReadResourceResult;
import dev.waybill.protocol.ResourceContents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads resources and fills prompts in: runs the handler, turns what it returns into a result. */
final class Reads {
  private static final Logger LOG = LoggerFactory.getLogger(Reads.class);

  private Reads() {}

  private interface Body {
    @Nullable Object run() throws Exception;
  }

  /** Runs a handler; protocol errors pass, everything else becomes -32603 with a correlation id. */
  private static @Nullable Object run(String what, Call call, Body body) {
    try {
      return body.run();
    } catch (McpException | Suspended e) {
      throw e;
    } catch (Binding.InvalidInput e) {
      throw McpException.invalidParams("Invalid arguments for " + what + ": " + e.getMessage());
    } catch (ToolException e) {
      throw new McpException(ErrorCode.INTERNAL_ERROR, String.valueOf(e.getMessage()));
    } catch (Throwable e) {
      throw new McpException(
          ErrorCode.INTERNAL_ERROR, Failure.report(LOG, what, e, call.cancellation()));
    }
  }

  static GetPromptResult prompt(Prompt prompt, ObjectNode arguments, Call call) {
    var violations = prompt.binding().check(arguments);
    if (!violations.isEmpty()) {
      throw McpException.invalidParams(
          "Invalid arguments for prompt " + prompt.id() + ":" + ToolCalls.list(violations));
    }
    String what = "Prompt \"" + prompt.id() + "\"";
    Object value = run(what, call, () -> prompt.binding().run(arguments, call));
    String description = prompt.definition().description();
    return switch (value) {
      case GetPromptResult result -> result;
      case String text ->
          new GetPromptResult(description, List.of(PromptMessage.user(text)), Map.of());
      case PromptMessage message -> new GetPromptResult(description, List.of(message), Map.of());
      case List<?> list when list.stream().allMatch(PromptMessage.class::isInstance) ->
          new GetPromptResult(
              description, list.stream().map(PromptMessage.class::cast).toList(), Map.of());
      case null, default -> throw unusable(what, value, "a string or prompt messages");
    };
  }

  static ReadResourceResult resource(String uri, Catalog.Located located, Call call) {
    return switch (located.feature()) {
      case Resource resource ->
          contents(
              uri,
              resource.definition().mimeType(),
              resource.cache(),
              run("Resource \"" + uri + "\"", call, () -> resource.handler().read(call)));
      case ResourceTemplate template -> {
        ObjectNode variables = Json.mapper().createObjectNode();
        located.variables().forEach(variables::put);
        yield contents(
            uri,
            template.definition().mimeType(),
            template.cache(),
            run("Resource \"" + uri + "\"", call, () -> template.binding().run(variables, call)));
      }
      case Tool tool -> throw new IllegalArgumentException(tool.id());
      case Prompt prompt -> throw new IllegalArgumentException(prompt.id());
    };
  }

  private static ReadResourceResult contents(
      String uri, @Nullable String mimeType, CacheHint cache, @Nullable Object value) {
    if (value instanceof ReadResourceResult result && result.ttlMs() >= 0) {
      return result;
    }
    List<ResourceContents> contents =
        switch (value) {
          case String text ->
              List.of(
                  new ResourceContents.TextResourceContents(
                      uri, Optional.ofNullable(mimeType).orElse("text/plain"), text, Map.of()));
          case byte[] blob ->
              List.of(
                  new ResourceContents.BlobResourceContents(
                      uri,
                      Optional.ofNullable(mimeType).orElse("application/octet-stream"),
                      blob,
                      Map.of()));
          case ResourceContents one -> List.of(one);
          case List<?> list when list.stream().allMatch(ResourceContents.class::isInstance) ->
              list.stream().map(ResourceContents.class::cast).toList();
          case null, default ->
              throw unusable("Resource \"" + uri + "\"", value, "text, bytes or resource contents");
        };
    return new ReadResourceResult(contents, cache.ttlMs(), cache.scope(), Map.of());
  }

  private static McpException unusable(String what, @Nullable Object value, String expected) {
    String message =
        what
            + " returned "
            + (value == null ? "nothing" : value.getClass().getSimpleName())
            + " where "
            + expected
            + " was expected";
    LOG.error(message);
    return new McpException(ErrorCode.INTERNAL_ERROR, message);
  }
}
