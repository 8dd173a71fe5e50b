package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A folder or file the client considers relevant; guidance, not access control (client/roots). */
public record Root(
    String uri,
    @Nullable String name,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta) {
  public Root {
    Objects.requireNonNull(uri, "uri");
    meta = Meta.copy(meta);
  }
}
