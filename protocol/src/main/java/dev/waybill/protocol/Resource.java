package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A resource as {@code resources/list} gives it (server/resources, Resource).
 *
 * @param size in bytes, before any encoding
 */
public record Resource(
    String uri,
    String name,
    @Nullable String title,
    @Nullable String description,
    @Nullable String mimeType,
    @Nullable Long size,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Icon> icons,
    @Nullable Annotations annotations,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta) {

  public Resource {
    icons = icons == null ? List.of() : List.copyOf(icons);
    meta = Meta.copy(meta);
  }
}
