package dev.waybill.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A web origin (RFC 6454): where the page that sends a request comes from. */
record Origin(boolean secure, Authority authority) {
  private static final String PLAIN = "http://";
  private static final String SECURE = "https://";

  /** Parses {@code http(s)://host[:port]}; null for anything else, {@code null} among them. */
  static @Nullable Origin parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean secure = lower.startsWith(SECURE);
    if (!secure && !lower.startsWith(PLAIN)) {
      return null;
    }
    Authority authority = Authority.parse(lower.substring((secure ? SECURE : PLAIN).length()));
    return authority == null
        ? null
        : new Origin(secure, authority.withDefaultPort(secure ? 443 : 80));
  }

  /** Whether a page of this origin was loaded from what a Host header names. */
  boolean isAt(Authority host) {
    return authority.equals(host.withDefaultPort(secure ? 443 : 80));
  }
}
