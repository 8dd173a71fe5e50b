package dev.waybill.app;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells what a token of a log message is: a time, an address, a path, … */
final class TokenShapes {
  static final int LETTER = 1;
  static final int DIGIT = 2;

  /** One of {@code / \ @ :}, which times, addresses and paths are told by. */
  static final int PUNCTUATION = 4;

  private static final int SLASH = 8;
  private static final int COLON = 16;
  private static final int AT = 32;
  private static final int OTHER = 64;
  private static final byte[] KINDS = new byte[256];

  private static final byte[] TIME = ascii("<time>");
  private static final byte[] DURATION = ascii("<dur>");
  private static final byte[] NUMBER = ascii("<num>");
  private static final byte[] HEX = ascii("<hex>");
  private static final byte[] UUID = ascii("<uuid>");
  private static final byte[] IP = ascii("<ip>");
  private static final byte[] PATH = ascii("<path>");
  private static final byte[] URL = ascii("<url>");
  private static final byte[] EMAIL = ascii("<email>");
  private static final byte[] ID = ascii("<id>");

  static {
    for (int i = 0; i < 256; i++) {
      boolean letter = ((i | 0x20) >= 'a' && (i | 0x20) <= 'z') || i >= 0x80;
      KINDS[i] = (byte) (letter ? LETTER : i >= '0' && i <= '9' ? DIGIT : OTHER);
    }
    KINDS['/'] = SLASH | PUNCTUATION;
    KINDS['\\'] = SLASH | PUNCTUATION;
    KINDS[':'] = COLON | PUNCTUATION;
    KINDS['@'] = AT | PUNCTUATION;
    for (char delimiter : " \t,;()[]{}<>=|\"'`".toCharArray()) {
      KINDS[delimiter] = -1;
    }
  }

  private TokenShapes() {}

  /** The kind bits of a byte, negative for one that separates tokens. */
  static int kind(byte b) {
    return KINDS[b & 0xff];
  }

  static boolean isDelimiter(byte b) {
    return KINDS[b & 0xff] < 0;
  }

  static boolean isWord(byte b) {
    return (KINDS[b & 0xff] & ~(LETTER | DIGIT)) == 0;
  }

  static boolean endsClause(byte b) {
    return b == '.' || b == ':' || b == '!' || b == '?';
  }

  /** The mask for a token whose bytes have these kinds; null to keep it, but for its numbers. */
  static byte @Nullable [] of(byte[] line, int start, int end, int kinds) {
    if ((kinds & PUNCTUATION) != 0) {
      byte[] shape = punctuated(line, start, end, kinds);
      if (shape != null) {
        return shape;
      }
    }
    return (kinds & DIGIT) == 0 ? null : numeric(line, start, end, kinds);
  }

  private static byte @Nullable [] punctuated(byte[] line, int start, int end, int kinds) {
    if ((kinds & AT) != 0 && isEmail(line, start, end)) {
      return EMAIL;
    }
    if ((kinds & SLASH) != 0) {
      if ((kinds & COLON) != 0 && isUrl(line, start, end)) {
        return URL;
      }
      if ((kinds & DIGIT) != 0 && isDottedAddress(line, start, end)) {
        return IP;
      }
      return isPath(line, start, end) ? (kinds & LETTER) == 0 ? TIME : PATH : null;
    }
    if ((kinds & COLON) != 0 && (kinds & DIGIT) != 0) {
      return colons(line, start, end);
    }
    return null;
  }

  private static byte @Nullable [] numeric(byte[] line, int start, int end, int kinds) {
    int length = end - start;
    int digits = 0;
    int hexLetters = 0;
    int dots = 0;
    int dashes = 0;
    for (int i = start; i < end; i++) {
      byte b = line[i];
      int folded = b | 0x20;
      digits += b >= '0' && b <= '9' ? 1 : 0;
      hexLetters += folded >= 'a' && folded <= 'f' ? 1 : 0;
      dots += b == '.' ? 1 : 0;
      dashes += b == '-' ? 1 : 0;
    }
    if (digits == length) {
      return NUMBER;
    }
    if (dots == 3 && isDottedAddress(line, start, end)) {
      return IP;
    }
    if (length == 36 && dashes == 4 && digits + hexLetters == 32) {
      return UUID;
    }
    if (dashes >= 2 && length >= 10 && line[start + 4] == '-' && Bytes.isDigit(line[start])) {
      return TIME;
    }
    if (length > 2 && line[start] == '0' && (line[start + 1] | 0x20) == 'x') {
      return HEX;
    }
    if (digits + hexLetters == length && length >= 8) {
      return HEX;
    }
    byte[] quantity = quantity(line, start, end);
    if (quantity != null) {
      return quantity;
    }
    boolean random = length >= 16 && digits >= 4 && dots == 0 && (kinds & LETTER) != 0;
    return random && digits * 8 >= length && dashes == 0 ? ID : null;
  }

  /** A number with sign, fraction, exponent or per cent, or amounts with units of time. */
  private static byte @Nullable [] quantity(byte[] line, int start, int end) {
    int i = start;
    boolean iso = line[i] == 'P' && end - i > 2;
    if (iso || line[i] == '-' || line[i] == '+' || line[i] == '~') {
      i++;
    }
    boolean units = false;
    while (i < end) {
      if (iso && line[i] == 'T') {
        i++;
      }
      int digits = i;
      while (i < end && (Bytes.isDigit(line[i]) || line[i] == '.' || line[i] == '_')) {
        i++;
      }
      if (i == digits) {
        return null;
      }
      if (i == end) {
        return units ? null : NUMBER;
      }
      if (line[i] == '%' && i + 1 == end) {
        return NUMBER;
      }
      if ((line[i] | 0x20) == 'e' && !units && isExponent(line, i + 1, end)) {
        return NUMBER;
      }
      int unit = unitLength(line, i, end);
      if (unit == 0) {
        return null;
      }
      units = true;
      i += unit;
    }
    return units ? DURATION : null;
  }

  private static boolean isExponent(byte[] line, int from, int end) {
    int i = from < end && (line[from] == '-' || line[from] == '+') ? from + 1 : from;
    int digits = i;
    while (i < end && Bytes.isDigit(line[i])) {
      i++;
    }
    return i == end && i > digits;
  }

  private static int unitLength(byte[] line, int at, int end) {
    int i = at;
    while (i < end && !Bytes.isDigit(line[i])) {
      i++;
    }
    int length = i - at;
    int first = line[at] | 0x20;
    if (length == 1) {
      return first == 's' || first == 'm' || first == 'h' || first == 'd' ? 1 : 0;
    }
    int second = line[at + 1] | 0x20;
    if (length == 2) {
      return second == 's' && (first == 'm' || first == 'u' || first == 'n') ? 2 : 0;
    }
    if (length == 3) {
      boolean micro = line[at] == (byte) 0xc2 && line[at + 1] == (byte) 0xb5;
      return micro || (first == 's' && second == 'e') || (first == 'm' && second == 'i') ? 3 : 0;
    }
    return 0;
  }

  /** A time of day, an IPv6 address, an IPv4 address with a port, or none of these. */
  private static byte @Nullable [] colons(byte[] line, int start, int end) {
    int colons = 0;
    boolean hex = true;
    boolean plain = true;
    // What follows a '%' is the zone of an IPv6 address.
    int address = Bytes.find((byte) '%', line, start, end);
    for (int i = start; i < address; i++) {
      byte b = line[i];
      int folded = b | 0x20;
      boolean common = Bytes.isDigit(b) || b == ':' || b == '.';
      colons += b == ':' ? 1 : 0;
      plain &= common || folded == 't' || b == '-' || folded == 'z';
      hex &= common || (folded >= 'a' && folded <= 'f');
    }
    if (isDottedAddress(line, start, end)) {
      return IP;
    }
    if (plain && colons <= 3 && end - start >= 5 && Bytes.isDigit(line[start])) {
      return TIME;
    }
    return hex && colons >= 2 ? IP : null;
  }

  /** Four numbers with dots, then at most a port, a prefix length or a path of digits. */
  private static boolean isDottedAddress(byte[] line, int start, int end) {
    int i = start;
    if (line[i] == '/') { // as Java prints a socket address without a name
      i++;
    }
    for (int part = 0; part < 4; part++) {
      int digits = i;
      while (i < end && Bytes.isDigit(line[i])) {
        i++;
      }
      if (i == digits || i - digits > 3) {
        return false;
      }
      if (part < 3 && (i == end || line[i++] != '.')) {
        return false;
      }
    }
    for (; i < end; i++) {
      if (!Bytes.isDigit(line[i]) && line[i] != ':' && line[i] != '/') {
        return false;
      }
    }
    return true;
  }

  private static boolean isUrl(byte[] line, int start, int end) {
    int colon = Bytes.find((byte) ':', line, start, end);
    return colon > start + 1 && colon + 2 < end && line[colon + 1] == '/' && line[colon + 2] == '/';
  }

  private static boolean isEmail(byte[] line, int start, int end) {
    int at = Bytes.find((byte) '@', line, start, end);
    return at > start && Bytes.find((byte) '.', line, at + 2, end) < end - 1;
  }

  /** Starts like a path (also {@code C:\}), or has at least two separators. */
  private static boolean isPath(byte[] line, int start, int end) {
    int separators = 0;
    for (int i = start; i < end; i++) {
      separators += line[i] == '/' || (line[i] == '\\' && i + 1 < end) ? 1 : 0;
    }
    byte first = line[start];
    boolean rooted = first == '/' || first == '.' || first == '~';
    boolean drive = end - start > 3 && line[start + 1] == ':' && line[start + 2] == '\\';
    return drive || separators >= 2 || (rooted && end - start > 2 && separators == 1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
