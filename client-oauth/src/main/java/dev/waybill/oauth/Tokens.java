package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint gave.
 *
 * @param bound whether the access token is of type DPoP, not Bearer
 * @param expires when to renew the access token, a little before it ends; null when nobody said
 */
record Tokens(String access, boolean bound, @Nullable Instant expires, @Nullable String refresh) {
  private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7e]{1,65536}");
  private static final long LONGEST_SECONDS = 10L * 366 * 24 * 3600;

  static Tokens of(Document answer, String issuer, Instant now) {
    String access =
        answer
            .text("access_token")
            .filter(token -> HEADER_SAFE.matcher(token).matches())
            .orElseThrow(() -> unusable(issuer, "no access token that fits into a header"));
    String type = answer.text("token_type").orElse("");
    boolean bound = type.equalsIgnoreCase("DPoP");
    if (!bound && !type.equalsIgnoreCase("Bearer")) {
      throw unusable(issuer, "a token that is neither of type Bearer nor DPoP");
    }
    Optional<Long> seconds = answer.number("expires_in").filter(number -> number >= 0);
    return new Tokens(
        access,
        bound,
        seconds.map(number -> now.plusSeconds(untilRenewal(number))).orElse(null),
        answer.text("refresh_token").filter(token -> !token.isEmpty()).orElse(null));
  }

  private static long untilRenewal(long seconds) {
    return Math.min(seconds - Math.min(30, seconds / 10), LONGEST_SECONDS);
  }

  private static AuthorizationException unusable(String issuer, String what) {
    return new AuthorizationException(
        "The authorization server " + issuer + " gave " + what + "; it cannot be used.");
  }

  Tokens orRefreshableBy(@Nullable String older) {
    return refresh != null ? this : new Tokens(access, bound, expires, older);
  }

  boolean endsBefore(Instant instant) {
    return expires != null && expires.isBefore(instant);
  }

  @Override
  public String toString() {
    return "Tokens[" + (bound ? "DPoP" : "Bearer") + ", expires=" + expires + "]";
  }
}
