package dev.waybill.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;

/**
 * Which origins were seen to be legacy, for as long as this process lives, so that its next client
 * does not ask them again; who finds it otherwise forgets it (basic/versioning: the era is a
 * property of the server). Modern is asked for anyway: what {@code server/discover} answers is
 * needed.
 */
final class EraMemory {
  private static final Cache<String, Boolean> LEGACY =
      Caffeine.newBuilder().maximumSize(1000).build();

  private EraMemory() {}

  static boolean isLegacy(URI endpoint) {
    return LEGACY.getIfPresent(Redirects.origin(endpoint)) != null;
  }

  static void remember(URI endpoint) {
    LEGACY.put(Redirects.origin(endpoint), true);
  }

  static void forget(URI endpoint) {
    LEGACY.invalidate(Redirects.origin(endpoint));
  }
}
