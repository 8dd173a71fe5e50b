package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A family of resources as {@code resources/templates/list} gives it (server/resources). */
public record ResourceTemplate(
    String uriTemplate,
    String name,
    @Nullable String title,
    @Nullable String description,
    @Nullable String mimeType,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Icon> icons,
    @Nullable Annotations annotations,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta) {

  public ResourceTemplate {
    icons = icons == null ? List.of() : List.copyOf(icons);
    meta = Meta.copy(meta);
  }
}
