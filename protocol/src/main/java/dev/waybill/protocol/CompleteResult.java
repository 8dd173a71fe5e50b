package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Suggestions for an argument, best first (server/utilities/completion). */
public record CompleteResult(
    Completion completion,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  /** The most values one result may hold. */
  public static final int MAX_VALUES = 100;

  public CompleteResult {
    meta = Meta.copy(meta);
  }

  /** The first hundred of the given values, with the count of all of them. */
  public static CompleteResult of(List<String> values) {
    boolean more = values.size() > MAX_VALUES;
    List<String> first = more ? values.subList(0, MAX_VALUES) : values;
    return new CompleteResult(new Completion(first, values.size(), more), Map.of());
  }

  @Override
  public CompleteResult withMeta(String key, JsonNode value) {
    return new CompleteResult(completion, Meta.with(meta, key, value));
  }

  /**
   * @param total how many there are in all, where that is known
   */
  public record Completion(List<String> values, @Nullable Integer total, boolean hasMore) {
    public Completion {
      values = List.copyOf(values);
    }
  }
}
