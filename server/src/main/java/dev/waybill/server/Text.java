package dev.waybill.server;

/** Text of clients, made fit for messages and logs. */
final class Text {
  private static final int MAX = 100;

  private Text() {}

  /** At most a hundred characters, control characters replaced. */
  static String shortened(String text) {
    // Never half a character: strict readers refuse the whole message for it.
    int end =
        text.length() > MAX && Character.isHighSurrogate(text.charAt(MAX - 1)) ? MAX - 1 : MAX;
    String head = text.length() > MAX ? text.substring(0, end) + "…" : text;
    StringBuilder clean = new StringBuilder(head.length());
    head.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '�' : c));
    return clean.toString();
  }
}
