package dev.waybill.server;

import dev.waybill.protocol.CacheScope;
import java.time.Duration;

/**
 * How long a result may be considered fresh, and by whom it may be kept (server/utilities/caching).
 *
 * @param ttl not negative; zero is stale at once
 */
public record CacheHint(Duration ttl, CacheScope scope) {
  /** Stale at once and private: the safe choice for what depends on the caller. */
  public static final CacheHint NONE = new CacheHint(Duration.ZERO, CacheScope.PRIVATE);

  public CacheHint {
    if (ttl.isNegative()) {
      throw new IllegalArgumentException("A time to live is not negative, was " + ttl);
    }
  }

  long ttlMs() {
    return ttl.toMillis();
  }
}
