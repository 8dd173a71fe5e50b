package dev.waybill.app;

import dev.waybill.server.KeyRing;
import java.util.Optional;

/** The keys that workers share through their environment. */
final class SharedKeys {
  static final String VARIABLE = "WAYBILL_KEYS";

  private SharedKeys() {}

  /**
   * The key ring, where there is one.
   *
   * @throws IllegalArgumentException says what is wrong with it, without repeating a key
   */
  static Optional<KeyRing> fromEnvironment() {
    String shared = System.getenv(VARIABLE);
    if (shared == null || shared.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(KeyRing.parse(shared));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Environment variable " + VARIABLE + ": " + e.getMessage(), e);
    }
  }
}
