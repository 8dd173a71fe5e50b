package dev.waybill.jdbc;

import java.util.HexFormat;

/**
 * Any Java string as a PostgreSQL text and back. PostgreSQL has no U+0000 and no half of a
 * surrogate pair; both may come from outside, and two names must never become one.
 */
final class PostgresText {
  private static final char ESCAPE = '\u001b';
  private static final int DIGITS = 4;

  private PostgresText() {}

  static String encode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!stays(text, i)) {
        return escaped(text);
      }
    }
    return text;
  }

  private static boolean stays(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return c != 0 && c != ESCAPE;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 2 * DIGITS);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (stays(text, i)) {
        escaped.append(c);
      } else {
        escaped.append(ESCAPE).append(HexFormat.of().toHexDigits(c));
      }
    }
    return escaped.toString();
  }

  static String decode(String text) {
    int escape = text.indexOf(ESCAPE);
    if (escape < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    int from = 0;
    while (escape >= 0) {
      int end = escape + 1 + DIGITS;
      decoded
          .append(text, from, escape)
          .append((char) HexFormat.fromHexDigits(text, escape + 1, end));
      from = end;
      escape = text.indexOf(ESCAPE, from);
    }
    return decoded.append(text, from, text.length()).toString();
  }
}
