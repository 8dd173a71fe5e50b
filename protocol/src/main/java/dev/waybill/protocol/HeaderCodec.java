package dev.waybill.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Encodes values for {@code Mcp-Name} and {@code Mcp-Param-*} and decodes them (Streamable HTTP,
 * Value Encoding): plain where a header can carry the value, {@code =?base64?…?=} where it cannot.
 */
public final class HeaderCodec {
  private static final String PREFIX = "=?base64?";
  private static final String SUFFIX = "?=";

  private HeaderCodec() {}

  /** The header form of a value. */
  public static String encode(String value) {
    if (isPlain(value) && !(value.startsWith(PREFIX) && value.endsWith(SUFFIX))) {
      return value;
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return PREFIX + Base64.getEncoder().encodeToString(utf8) + SUFFIX;
  }

  /** The value of a header; empty when it holds invalid characters or broken Base64 or UTF-8. */
  public static Optional<String> decode(String header) {
    if (!isSentinel(header)) {
      return isVisible(header) ? Optional.of(header) : Optional.empty();
    }
    String body = header.substring(PREFIX.length(), header.length() - SUFFIX.length());
    try {
      byte[] utf8 = Base64.getDecoder().decode(body);
      if (utf8.length > 0 && body.length() % 4 != 0) {
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isSentinel(String value) {
    return value.length() >= PREFIX.length() + SUFFIX.length()
        && value.startsWith(PREFIX)
        && value.endsWith(SUFFIX);
  }

  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && isVisible(value)
        && !isBlank(value.charAt(0))
        && !isBlank(value.charAt(value.length() - 1));
  }

  private static boolean isVisible(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < 0x20 || c > 0x7e)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
