package dev.waybill.oauth;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The nonces that servers want to see in proofs, the last one of each origin (RFC 9449, 8 and 9).
 */
final class Nonces {
  private static final int MAX_LENGTH = 1024;
  private static final int MAX_ORIGINS = 100;

  private final Map<Origin, String> byOrigin = new ConcurrentHashMap<>();

  @Nullable String of(URI uri) {
    return byOrigin.get(Origin.of(uri));
  }

  void learn(URI uri, String nonce) {
    boolean room = byOrigin.size() < MAX_ORIGINS || byOrigin.containsKey(Origin.of(uri));
    if (!nonce.isEmpty() && nonce.length() <= MAX_LENGTH && room) {
      byOrigin.put(Origin.of(uri), nonce);
    }
  }
}
