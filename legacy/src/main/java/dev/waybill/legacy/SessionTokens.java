package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.server.Sealer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Makes session ids and question ids that only this server's workers can make, and reads them. */
final class SessionTokens {
  private static final String SESSION = "session";
  private static final String QUESTION = "question";
  private static final String STREAM = "stream";

  /** Longer than any that is given out; headers have to carry them. */
  private static final int MAX_CHARS = 6 << 10;

  private final Sealer sealer;
  private final SecureRandom random = new SecureRandom();

  SessionTokens(Sealer sealer) {
    this.sealer = sealer;
  }

  /** 96 random bits. */
  String random() {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Empty when the client said more of itself than fits into a header. */
  Optional<String> seal(Session session) {
    return Optional.of(sealer.seal(SESSION, Json.bytes(session)))
        .filter(token -> token.length() <= MAX_CHARS);
  }

  /** The session of an id; empty when this server did not give it out. */
  Optional<Session> open(String token) {
    if (token.length() > MAX_CHARS) {
      return Optional.empty();
    }
    return sealer
        .open(SESSION, token)
        .flatMap(plain -> {
          try {
            return Optional.of(Json.mapper().readValue(plain, Session.class));
          } catch (JacksonException e) {
            return Optional.empty();
          }
        });
  }

  /** The address of a stream, for one principal. */
  String sealStream(String name, String principal) {
    return sealer.seal(STREAM, (name + ' ' + principal).getBytes(StandardCharsets.UTF_8));
  }

  /** The name of a stream; empty when it is none of this server, or someone else's. */
  Optional<String> openStream(String token, String principal) {
    if (token.length() > MAX_CHARS) {
      return Optional.empty();
    }
    return sealer
        .open(STREAM, token)
        .map(plain -> new String(plain, StandardCharsets.UTF_8).split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(principal))
        .map(parts -> parts[0]);
  }

  /**
   * A question as its id tells of it.
   *
   * @param session whose client was asked
   * @param worker where the answer is waited for
   */
  record Asked(String session, String worker, String name) {}

  String seal(Asked asked) {
    String text = asked.session() + ' ' + asked.worker() + ' ' + asked.name();
    return sealer.seal(QUESTION, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Empty when no worker of this server asked it. */
  Optional<Asked> asked(String id) {
    return sealer
        .open(QUESTION, id)
        .map(plain -> new String(plain, StandardCharsets.US_ASCII).split(" ", -1))
        .filter(parts -> parts.length == 3)
        .map(parts -> new Asked(parts[0], parts[1], parts[2]));
  }
}
