package dev.waybill.app;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The URIs of files under the root: {@code log:///logs/app.log}. Not {@code file:}, because the
 * path is relative to the root and means nothing to the file system of the client or the server.
 */
final class LogUri {
  /** The RFC 6570 template of all file resources. */
  static final String TEMPLATE = "log:///{+path}";

  private static final String PREFIX = "log:///";
  private static final String UNRESERVED = "-._~!$&'()*+,;=:@/";

  private LogUri() {}

  /** The URI of a path; everything but unreserved characters is percent-encoded. */
  static String of(RelativePath path) {
    StringBuilder uri = new StringBuilder(PREFIX);
    for (byte b : path.toString().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      }
    }
    return uri.toString();
  }

  /**
   * The path of a URI. It is decoded once; what then still looks encoded, or decoded to a slash, a
   * backslash or a control character, is refused like any hostile path.
   */
  static RelativePath path(String uri) throws AccessRefused {
    if (!uri.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      throw new AccessRefused(
          "The URI is not one of this server's files. Expected " + TEMPLATE + ".");
    }
    String encoded = uri.substring(PREFIX.length());
    if (encoded.indexOf('?') >= 0 || encoded.indexOf('#') >= 0) {
      throw new AccessRefused(
          "The URI has a query or a fragment. Percent-encode '?' and '#' in file names.");
    }
    StringBuilder path = new StringBuilder();
    for (String segment : encoded.split("/", -1)) {
      String decoded = decode(segment);
      if (decoded.indexOf('/') >= 0 || decoded.equals(".")) {
        throw new AccessRefused(
            "The URI hides a separator or a dot segment. Give the URI as listed.");
      }
      path.append(path.isEmpty() ? "" : "/").append(decoded);
      if (decoded.isEmpty()) {
        throw new AccessRefused("The URI has an empty segment. Expected " + TEMPLATE + ".");
      }
    }
    return RelativePath.parse(path.toString());
  }

  private static String decode(String segment) throws AccessRefused {
    byte[] utf8 = segment.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(utf8.length);
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] != '%') {
        decoded.put(utf8[i]);
        continue;
      }
      int high = i + 2 < utf8.length ? Character.digit(utf8[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(utf8[i + 2], 16) : -1;
      if (low < 0) {
        throw new AccessRefused("The URI has a '%' that is not followed by two hex digits.");
      }
      decoded.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new AccessRefused("The URI does not decode to UTF-8 text.");
    }
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
