package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The contents of a resource (server/resources, Reading Resources).
 *
 * @param ttlMs milliseconds the result may be considered fresh; 0 is stale at once
 */
public record ReadResourceResult(
    List<ResourceContents> contents,
    long ttlMs,
    CacheScope cacheScope,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  public ReadResourceResult {
    contents = List.copyOf(contents);
    meta = Meta.copy(meta);
  }

  @Override
  public ReadResourceResult withMeta(String key, JsonNode value) {
    return new ReadResourceResult(contents, ttlMs, cacheScope, Meta.with(meta, key, value));
  }
}
