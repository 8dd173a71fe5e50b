package dev.waybill.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.databind.JsonNode;

/**
 * One line of a journal: the result of a step or the answer to a question. The JSON names are short
 * because they travel inside every sealed state.
 *
 * @param key unique within the call
 * @param digest of the question as it was rendered; empty for a step
 */
public record Entry(
    @JsonProperty("k") String key,
    @JsonProperty("t") Kind kind,
    @JsonProperty("d") String digest,
    @JsonProperty("v") JsonNode value) {

  /** What the entry answers. */
  public enum Kind {
    @JsonProperty("s")
    STEP,
    @JsonProperty("e")
    ELICIT,
    @JsonProperty("m")
    SAMPLE,
    @JsonProperty("r")
    ROOTS
  }
}
