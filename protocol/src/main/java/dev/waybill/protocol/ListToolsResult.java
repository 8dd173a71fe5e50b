package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One page of a list (server/tools, Listing Tools).
 *
 * @param nextCursor opaque; absent on the last page
 * @param ttlMs milliseconds the page may be considered fresh
 */
public record ListToolsResult(
    List<Tool> tools,
    @Nullable String nextCursor,
    long ttlMs,
    CacheScope cacheScope,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  public ListToolsResult {
    tools = List.copyOf(tools);
    meta = Meta.copy(meta);
  }

  @Override
  public ListToolsResult withMeta(String key, JsonNode value) {
    return new ListToolsResult(tools, nextCursor, ttlMs, cacheScope, Meta.with(meta, key, value));
  }
}
