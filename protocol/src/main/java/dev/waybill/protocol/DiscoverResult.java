package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a server speaks and offers (server/discover). */
public record DiscoverResult(
    List<String> supportedVersions,
    ServerCapabilities capabilities,
    @Nullable String instructions,
    long ttlMs,
    CacheScope cacheScope,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  public DiscoverResult {
    supportedVersions = List.copyOf(supportedVersions);
    meta = Meta.copy(meta);
  }

  @Override
  public DiscoverResult withMeta(String key, JsonNode value) {
    return new DiscoverResult(
        supportedVersions,
        capabilities,
        instructions,
        ttlMs,
        cacheScope,
        Meta.with(meta, key, value));
  }
}
