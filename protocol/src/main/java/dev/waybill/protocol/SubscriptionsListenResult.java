package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Says that the server ended a subscription gracefully (basic/patterns/subscriptions). */
public record SubscriptionsListenResult(
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  public SubscriptionsListenResult {
    meta = Meta.copy(meta);
  }

  @Override
  public SubscriptionsListenResult withMeta(String key, JsonNode value) {
    return new SubscriptionsListenResult(Meta.with(meta, key, value));
  }
}
