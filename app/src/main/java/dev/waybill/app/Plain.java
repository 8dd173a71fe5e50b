package dev.waybill.app;

/** Words of a server, made safe for a terminal: no control characters, no reordering of text. */
final class Plain {
  private Plain() {}

  static String text(String words) {
    StringBuilder plain = new StringBuilder(words.length());
    words
        .codePoints()
        .forEach(c -> {
          boolean harmless =
              c == '\n' || c == '\t' || !(Character.isISOControl(c) || isReordering(c));
          plain.appendCodePoint(harmless ? c : '\uFFFD');
        });
    return plain.toString();
  }

  private static boolean isReordering(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }
}
