package dev.waybill.tasks;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids of tasks: 128 random bits, safe in headers and URLs. */
final class TaskIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TaskIds() {}

  static String random() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }
}
