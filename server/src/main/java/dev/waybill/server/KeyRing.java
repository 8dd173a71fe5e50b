package dev.waybill.server;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that seal what travels through clients: request state and cursors. Workers that share a
 * key ring can open each other's seals.
 *
 * <pre>{@code
 * KeyRing keys = KeyRing.parse(System.getenv("WAYBILL_KEYS")); // "2026-08:BASE64,2026-07:BASE64"
 * }</pre>
 *
 * <p>The first key seals, all of them open. To rotate without a moment in which some worker cannot
 * open what another sealed: append the new key on every worker, then put it first on every worker,
 * then remove the old one when the longest-lived seal made with it has expired.
 */
public final class KeyRing {
  private static final int KEY_BYTES = 32;

  private final String currentId;
  private final Map<String, SecretKey> keys;

  private KeyRing(String currentId, Map<String, SecretKey> keys) {
    this.currentId = currentId;
    this.keys = Map.copyOf(keys);
  }

  /**
   * Reads a comma-separated list of {@code id:key}, the key being 32 bytes in Base64. Ids have 1 to
   * 32 characters of {@code A-Z a-z 0-9 . _ -}.
   *
   * @throws IllegalArgumentException says which entry is wrong, without repeating its key
   */
  public static KeyRing parse(String list) {
    Map<String, SecretKey> keys = new LinkedHashMap<>();
    String current = "";
    for (String entry : list.split(",", -1)) {
      int colon = entry.indexOf(':');
      String id = colon < 0 ? "" : entry.substring(0, colon).strip();
      if (!id.matches("[A-Za-z0-9._-]{1,32}")) {
        throw new IllegalArgumentException(
            "Key ring: entry "
                + (keys.size() + 1)
                + " must be id:key with an id of 1 to 32 characters of A-Z a-z 0-9 . _ -");
      }
      byte[] key;
      try {
        key = Base64.getDecoder().decode(entry.substring(colon + 1).strip());
      } catch (IllegalArgumentException e) {
        key = new byte[0];
      }
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException(
            "Key ring: key \"" + id + "\" must be 32 bytes in Base64 (openssl rand -base64 32)");
      }
      if (keys.put(id, new SecretKeySpec(key, "AES")) != null) {
        throw new IllegalArgumentException("Key ring: key id \"" + id + "\" is there twice");
      }
      Arrays.fill(key, (byte) 0);
      current = current.isEmpty() ? id : current;
    }
    return new KeyRing(current, keys);
  }

  /** A fresh key, good for one process only: what it seals, no other worker can open. */
  public static KeyRing generate() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return parse("local:" + Base64.getEncoder().encodeToString(key));
  }

  String currentId() {
    return currentId;
  }

  Optional<SecretKey> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** The ids only; never a key. */
  @Override
  public String toString() {
    return "KeyRing" + keys.keySet();
  }
}
