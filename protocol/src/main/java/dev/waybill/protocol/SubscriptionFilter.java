package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Which notifications a subscription carries (basic/patterns/subscriptions, Notification Filter).
 *
 * @param resourceSubscriptions URIs of resources to watch
 * @param extensions filter members that extensions define, by name
 */
public record SubscriptionFilter(
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean toolsListChanged,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean promptsListChanged,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean resourcesListChanged,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> resourceSubscriptions,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> extensions) {

  public SubscriptionFilter {
    resourceSubscriptions =
        resourceSubscriptions == null ? List.of() : List.copyOf(resourceSubscriptions);
    extensions = Meta.copy(extensions);
  }
}
