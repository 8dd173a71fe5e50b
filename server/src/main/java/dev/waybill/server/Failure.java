package dev.waybill.server;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;

/** What a peer learns of an exception that was not meant for it: a number to ask about. */
final class Failure {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Failure() {}

  /** Logs an exception and returns a message without anything of it but a correlation id. */
  static String report(Logger log, String what, Throwable cause, Cancellation cancellation) {
    byte[] bytes = new byte[6];
    RANDOM.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    if (cancellation.isCancelled()) {
      log.debug("{} ended after its cancellation [{}]", what, id, cause);
    } else {
      log.error("{} failed [{}]", what, id, cause);
    }
    return what + " failed; the server's log has the reason under " + id;
  }
}
