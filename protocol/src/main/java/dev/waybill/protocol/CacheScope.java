package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who may keep a cached result (server/utilities/caching, Cache Scope Field). */
public enum CacheScope {
  /** Anyone: the result holds nothing that depends on the caller. */
  @JsonProperty("public")
  PUBLIC,
  /** Only the same authorization context. */
  @JsonProperty("private")
  PRIVATE
}
