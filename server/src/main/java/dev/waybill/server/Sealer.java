package dev.waybill.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals bytes with AES-256-GCM, and opens them again.
 *
 * <p>The envelope is {@code version | length of key id | key id | 12 random bytes | ciphertext and
 * tag}; version, key id and purpose are authenticated with it, so a seal made for one purpose opens
 * for no other.
 */
public final class Sealer {
  private static final byte VERSION = 1;
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  private @Nullable KeyRing keys;

  public Sealer(KeyRing keys) {
    this.keys = keys;
  }

  private Sealer() {}

  /** A sealer with a key of its own, made when it first seals. */
  static Sealer local() {
    return new Sealer();
  }

  private synchronized KeyRing keys() {
    KeyRing ring = keys;
    if (ring == null) {
      LOG.info("No key ring given: request state and cursors are good in this process only");
      ring = KeyRing.generate();
      keys = ring;
    }
    return ring;
  }

  /** Apart, because starting the random generator takes a while and not every server seals. */
  private static final class Random {
    static final SecureRandom SOURCE = new SecureRandom();
  }

  /** Seals with the current key, in characters that are safe in a header or an address. */
  public String seal(String purpose, byte[] plain) {
    return encoded(sealBytes(purpose, plain));
  }

  /** Seals with the current key. */
  public byte[] sealBytes(String purpose, byte[] plain) {
    KeyRing ring = keys();
    byte[] id = ring.currentId().getBytes(StandardCharsets.US_ASCII);
    byte[] iv = new byte[IV_BYTES];
    Random.SOURCE.nextBytes(iv);
    ByteBuffer envelope =
        ByteBuffer.allocate(2 + id.length + IV_BYTES + plain.length + TAG_BYTES)
            .put(VERSION)
            .put((byte) id.length)
            .put(id)
            .put(iv);
    try {
      Cipher cipher = newCipher();
      cipher.init(
          Cipher.ENCRYPT_MODE,
          ring.key(ring.currentId()).orElseThrow(),
          new GCMParameterSpec(TAG_BYTES * 8, iv));
      cipher.updateAAD(associated(id, purpose));
      cipher.doFinal(ByteBuffer.wrap(plain), envelope);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM must be there on every JDK", e);
    }
    return envelope.array();
  }

  /** The plain bytes; empty when the seal is broken, made for something else or by unknown keys. */
  public Optional<byte[]> open(String purpose, String sealed) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(sealed);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    // The decoder overlooks padding and spare bits; a changed seal must not open for that.
    return encoded(bytes).equals(sealed) ? openBytes(purpose, bytes) : Optional.empty();
  }

  private static String encoded(byte[] envelope) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(envelope);
  }

  /** Opens what {@link #sealBytes} made with any key of the ring; empty when it does not open. */
  public Optional<byte[]> openBytes(String purpose, byte[] bytes) {
    if (bytes.length < 2 || bytes[0] != VERSION) {
      return Optional.empty();
    }
    int idLength = bytes[1] & 0xff;
    int body = 2 + idLength + IV_BYTES;
    if (bytes.length < body + TAG_BYTES) {
      return Optional.empty();
    }
    byte[] id = Arrays.copyOfRange(bytes, 2, 2 + idLength);
    Optional<SecretKey> key = keys().key(new String(id, StandardCharsets.US_ASCII));
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      Cipher cipher = newCipher();
      cipher.init(
          Cipher.DECRYPT_MODE,
          key.get(),
          new GCMParameterSpec(TAG_BYTES * 8, bytes, 2 + idLength, IV_BYTES));
      cipher.updateAAD(associated(id, purpose));
      return Optional.of(cipher.doFinal(bytes, body, bytes.length - body));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static byte[] associated(byte[] id, String purpose) {
    byte[] use = purpose.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + id.length + use.length)
        .put(VERSION)
        .put((byte) id.length)
        .put(id)
        .put(use)
        .array();
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM must be there on every JDK", e);
    }
  }
}
