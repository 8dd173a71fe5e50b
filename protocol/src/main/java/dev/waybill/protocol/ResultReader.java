package dev.waybill.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads results as servers write them. Tolerant where the specification asks clients to be: missing
 * caching hints mean stale at once and private, a negative lifetime means zero, and one item of a
 * list that cannot be read does not take the others with it.
 */
public final class ResultReader {
  private ResultReader() {}

  /** An item of a list that could not be read: its place, from 0, and why. */
  public interface BadItem extends BiConsumer<Integer, String> {}

  /**
   * Reads any result that is no list.
   *
   * @throws IllegalArgumentException says which member is wrong
   */
  public static <T> T read(ObjectNode result, Class<T> type) {
    if (type == CallToolResult.class) {
      return type.cast(callTool(result));
    }
    if (type == DiscoverResult.class || type == ReadResourceResult.class) {
      return convert(withHints(result), type);
    }
    return convert(result, type);
  }

  /** Reads a page of {@code tools/list}. */
  public static ListToolsResult tools(ObjectNode result, BadItem bad) {
    return new ListToolsResult(
        items(result, "tools", Tool.class, bad),
        cursor(result),
        ttl(result),
        scope(result),
        meta(result));
  }

  /** Reads a page of {@code resources/list}. */
  public static ListResourcesResult resources(ObjectNode result, BadItem bad) {
    return new ListResourcesResult(
        items(result, "resources", Resource.class, bad),
        cursor(result),
        ttl(result),
        scope(result),
        meta(result));
  }

  /** Reads a page of {@code resources/templates/list}. */
  public static ListResourceTemplatesResult templates(ObjectNode result, BadItem bad) {
    return new ListResourceTemplatesResult(
        items(result, "resourceTemplates", ResourceTemplate.class, bad),
        cursor(result),
        ttl(result),
        scope(result),
        meta(result));
  }

  /** Reads a page of {@code prompts/list}. */
  public static ListPromptsResult prompts(ObjectNode result, BadItem bad) {
    return new ListPromptsResult(
        items(result, "prompts", Prompt.class, bad),
        cursor(result),
        ttl(result),
        scope(result),
        meta(result));
  }

  private static CallToolResult callTool(ObjectNode result) {
    JsonNode content = result.path("content");
    List<ContentBlock> blocks = new ArrayList<>(content.size());
    for (JsonNode block : content) {
      blocks.add(block(block));
    }
    JsonNode isError = result.get("isError");
    return new CallToolResult(
        blocks,
        result.get("structuredContent"),
        isError != null && isError.asBoolean(false),
        meta(result));
  }

  /** The commonest block, a plain text, is read without the mapper. */
  private static ContentBlock block(JsonNode block) {
    if (block.size() == 2
        && "text".equals(block.path("type").stringValue(""))
        && block.path("text").isString()) {
      return ContentBlock.text(block.path("text").stringValue());
    }
    return convert(block, ContentBlock.class);
  }

  private static <T> List<T> items(ObjectNode result, String member, Class<T> type, BadItem bad) {
    JsonNode array = result.get(member);
    if (array == null || !array.isArray()) {
      throw new IllegalArgumentException("\"" + member + "\" must be an array");
    }
    List<T> items = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      try {
        items.add(required(convert(array.get(i), type)));
      } catch (IllegalArgumentException e) {
        bad.accept(i, String.valueOf(e.getMessage()));
      }
    }
    return items;
  }

  /** What the mapper leaves null although the specification requires it. */
  @SuppressWarnings("NullAway") // the mapper fills records without looking at their annotations
  private static <T> T required(T item) {
    String missing =
        switch (item) {
          case Tool tool when tool.name() == null -> "name";
          case Tool tool when tool.inputSchema() == null -> "inputSchema";
          case Resource resource when resource.uri() == null -> "uri";
          case ResourceTemplate template when template.uriTemplate() == null -> "uriTemplate";
          case Prompt prompt when prompt.name() == null -> "name";
          default -> null;
        };
    if (missing != null) {
      throw new IllegalArgumentException("\"" + missing + "\" is missing");
    }
    return item;
  }

  private static ObjectNode withHints(ObjectNode result) {
    ObjectNode copy = Json.mapper().createObjectNode().setAll(result);
    copy.put("ttlMs", ttl(result));
    copy.put("cacheScope", scope(result) == CacheScope.PUBLIC ? "public" : "private");
    return copy;
  }

  private static long ttl(ObjectNode result) {
    return Math.max(0, result.path("ttlMs").asLong(0));
  }

  private static CacheScope scope(ObjectNode result) {
    return "public".equals(result.path("cacheScope").stringValue(""))
        ? CacheScope.PUBLIC
        : CacheScope.PRIVATE;
  }

  private static @Nullable String cursor(ObjectNode result) {
    JsonNode cursor = result.get("nextCursor");
    return cursor != null && cursor.isString() ? cursor.stringValue() : null;
  }

  private static Map<String, JsonNode> meta(ObjectNode result) {
    JsonNode meta = result.get("_meta");
    if (meta == null || meta.isEmpty()) {
      return Map.of();
    }
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    meta.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }

  private static <T> T convert(JsonNode json, Class<T> type) {
    try {
      return Json.mapper().treeToValue(json, type);
    } catch (JacksonException e) {
      StringBuilder path = new StringBuilder();
      e.getPath()
          .forEach(step ->
              path.append('/')
                  .append(
                      step.getPropertyName() == null
                          ? String.valueOf(step.getIndex())
                          : step.getPropertyName()));
      throw new IllegalArgumentException(
          (path.isEmpty() ? "it" : "\"" + path + "\"")
              + " is not what a "
              + type.getSimpleName()
              + " has there",
          e);
    } catch (NullPointerException e) {
      throw new IllegalArgumentException("a required member is missing", e);
    }
  }
}
