package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The result of a request (basic/index, Result Responses). Extensions add their own. */
public interface Result {
  String COMPLETE = "complete";
  String INPUT_REQUIRED = "input_required";

  @JsonProperty("resultType")
  default String resultType() {
    return COMPLETE;
  }

  @JsonProperty("_meta")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  Map<String, JsonNode> meta();

  /** This result with one more {@code _meta} entry. */
  Result withMeta(String key, JsonNode value);
}
