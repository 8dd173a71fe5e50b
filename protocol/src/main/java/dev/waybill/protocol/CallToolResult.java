package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a tool call came to (server/tools, Tool Result).
 *
 * @param structuredContent any JSON value; absent when null
 * @param isError whether the tool failed, in a way the model may react to
 */
public record CallToolResult(
    List<ContentBlock> content,
    @Nullable JsonNode structuredContent,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isError,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  public CallToolResult {
    content = content == null ? List.of() : List.copyOf(content);
    meta = Meta.copy(meta);
  }

  public static CallToolResult of(ContentBlock... content) {
    return new CallToolResult(List.of(content), null, false, Map.of());
  }

  public static CallToolResult text(String text) {
    return of(ContentBlock.text(text));
  }

  /** A failure that the model can read and react to. */
  public static CallToolResult error(String text) {
    return new CallToolResult(List.of(ContentBlock.text(text)), null, true, Map.of());
  }

  /** Structured content with its serialized text beside it, as older clients expect. */
  public static CallToolResult structured(JsonNode value) {
    return new CallToolResult(List.of(ContentBlock.text(value.toString())), value, false, Map.of());
  }

  @Override
  public CallToolResult withMeta(String key, JsonNode value) {
    return new CallToolResult(content, structuredContent, isError, Meta.with(meta, key, value));
  }
}
