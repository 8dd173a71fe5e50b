package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The definition of a tool as {@code tools/list} gives it (server/tools, Tool). */
public record Tool(
    String name,
    @Nullable String title,
    @Nullable String description,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Icon> icons,
    ObjectNode inputSchema,
    @Nullable JsonNode outputSchema,
    @Nullable ToolAnnotations annotations,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta) {

  public Tool {
    icons = icons == null ? List.of() : List.copyOf(icons);
    meta = Meta.copy(meta);
  }
}
