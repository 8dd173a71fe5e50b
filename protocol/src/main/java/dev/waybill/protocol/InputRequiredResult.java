package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** More is needed from the client before a request can be completed (basic/patterns/mrtr). */
public record InputRequiredResult(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, InputRequest> inputRequests,
    @Nullable String requestState,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  public InputRequiredResult {
    inputRequests =
        inputRequests == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(inputRequests));
    meta = Meta.copy(meta);
    if (inputRequests.isEmpty() && requestState == null) {
      throw new IllegalArgumentException("neither inputRequests nor requestState is given");
    }
  }

  @Override
  public String resultType() {
    return INPUT_REQUIRED;
  }

  @Override
  public InputRequiredResult withMeta(String key, JsonNode value) {
    return new InputRequiredResult(inputRequests, requestState, Meta.with(meta, key, value));
  }
}
