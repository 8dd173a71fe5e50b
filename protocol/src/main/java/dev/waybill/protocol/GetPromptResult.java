package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A prompt filled in (server/prompts, Getting a Prompt). */
public record GetPromptResult(
    @Nullable String description,
    List<PromptMessage> messages,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  public GetPromptResult {
    messages = List.copyOf(messages);
    meta = Meta.copy(meta);
  }

  public static GetPromptResult of(PromptMessage... messages) {
    return new GetPromptResult(null, List.of(messages), Map.of());
  }

  @Override
  public GetPromptResult withMeta(String key, JsonNode value) {
    return new GetPromptResult(description, messages, Meta.with(meta, key, value));
  }
}
