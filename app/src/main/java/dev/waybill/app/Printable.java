package dev.waybill.app;

/**
 * Text that others wrote, made safe for a terminal: characters that move the cursor, change colours
 * or turn the direction of reading are shown as <code>&#92;u001b</code> and the like. Works on JSON
 * too, where such characters occur inside strings only and mean the same when escaped.
 */
final class Printable {
  private Printable() {}

  static String of(String text) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      int length = Character.charCount(point);
      if (isUnsafe(point)) {
        if (safe == null) {
          safe = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        for (int unit = i; unit < i + length; unit++) {
          safe.append("\\u%04x".formatted((int) text.charAt(unit)));
        }
      } else if (safe != null) {
        safe.appendCodePoint(point);
      }
      i += length;
    }
    return safe == null ? text : safe.toString();
  }

  private static boolean isUnsafe(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
