package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A prompt as {@code prompts/list} gives it (server/prompts, Prompt). */
public record Prompt(
    String name,
    @Nullable String title,
    @Nullable String description,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PromptArgument> arguments,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Icon> icons,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta) {

  public Prompt {
    arguments = arguments == null ? List.of() : List.copyOf(arguments);
    icons = icons == null ? List.of() : List.copyOf(icons);
    meta = Meta.copy(meta);
  }

  /** One argument of a prompt; its value is always a string. */
  public record PromptArgument(
      String name,
      @Nullable String title,
      @Nullable String description,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean required) {}
}
