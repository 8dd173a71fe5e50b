package dev.waybill.tasks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Ids that nobody can guess, safe in headers and URLs. */
final class TaskIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TaskIds() {}

  /** Tells equal texts from different ones without telling the text. */
  static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 must be there on every JDK", e);
    }
  }

  /**
   * The id of a task: the time, then 128 random bits. The time spares stores that keep ids in
   * order: what is made at the same time lies together, and not each in a page of its own among
   * millions. Nothing reads it, so a wrong clock does no harm.
   */
  static String next() {
    return Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + random();
  }

  /** 128 random bits. */
  static String random() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
