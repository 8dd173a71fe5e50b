package dev.waybill.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Duration;

/**
 * Which HTTP endpoints were seen to be legacy, so that the next client of this process does not ask
 * them again (basic/versioning: the era is a property of the server). Modern is asked for anyway:
 * what {@code server/discover} answers is needed.
 */
final class EraMemory {
  private static final Cache<URI, Boolean> LEGACY =
      Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(Duration.ofHours(1)).build();

  private EraMemory() {}

  static boolean isLegacy(URI endpoint) {
    return LEGACY.getIfPresent(endpoint) != null;
  }

  static void remember(URI endpoint) {
    LEGACY.put(endpoint, true);
  }

  static void forget(URI endpoint) {
    LEGACY.invalidate(endpoint);
  }
}
