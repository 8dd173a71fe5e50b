package dev.waybill.schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.PatternSyntaxException;

/**
 * Where regular expressions of ECMA-262, which JSON Schema uses, are written otherwise than those
 * of the JDK.
 */
final class EcmaSyntax {
  /**
   * How often nested counted repetitions may repeat what is inside: an empty group repeated costs
   * time, not input.
   */
  private static final long MOST_REPETITIONS = 10_000;

  private static final int MOST_GROUPS_OPEN = 100;
  private static final String SPACES = "\\t\\n\\x0B\\f\\r\\u2028\\u2029\\uFEFF\\p{Zs}";

  private final String source;
  private final StringBuilder java = new StringBuilder();
  private final Deque<Long> repetitions = new ArrayDeque<>();
  private long lastAtom = 1;
  private int at;

  private EcmaSyntax(String source) {
    this.source = source;
    this.repetitions.push(1L);
  }

  static String toJava(String source) {
    return new EcmaSyntax(source).translate();
  }

  /** Whether a Java expression uses nothing that ECMA-262 lacks or reads differently. */
  static boolean isSharedWithJava(String java) {
    return !java.contains("(?")
        && !java.contains("&&")
        && !java.matches(
            "(?s).*(\\\\[^dDwWsSbBtnrf\\d.\\-/\\[\\](){}*+?^$|\\\\]|[*+?}]\\+|\\[[^\\]]*\\[).*");
  }

  private String translate() {
    while (at < source.length()) {
      char c = source.charAt(at);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> characterClass();
        case '$' -> literal("\\z");
        case '.' -> literal("[^\\n\\r\\u2028\\u2029]");
        case '(' -> open();
        case ')' -> close();
        case '{' -> repeat();
        case '+' -> plus();
        default -> {
          literal(String.valueOf(c));
          lastAtom = 1;
        }
      }
    }
    return java.toString();
  }

  private void literal(String text) {
    java.append(text);
    at++;
  }

  private void escape(boolean inClass) {
    if (at + 1 >= source.length()) {
      throw new PatternSyntaxException("ends with a backslash", source, at);
    }
    char c = source.charAt(at + 1);
    switch (c) {
      case 's' -> java.append(inClass ? SPACES : "[" + SPACES + "]");
      case 'S' -> java.append("[^" + SPACES + "]");
      case 'v' -> java.append("\\x0B");
      case 'u' -> unicode();
      case 'A', 'Z', 'z', 'G', 'Q', 'E', 'R', 'X', 'h', 'H', 'V', 'N', 'a', 'e' ->
          throw new PatternSyntaxException("unknown escape \\" + c, source, at);
      default -> java.append('\\').append(c);
    }
    at += 2;
    lastAtom = 1;
  }

  /** ECMA-262 writes {@code \}{@code u{1F600}} where the JDK writes {@code \x{1F600}}. */
  private void unicode() {
    java.append(source.startsWith("{", at + 2) ? "\\x" : "\\u");
    if (source.startsWith("{", at + 2)) {
      int end = source.indexOf('}', at);
      if (end < 0) {
        throw new PatternSyntaxException("unclosed \\u{", source, at);
      }
      java.append(source, at + 2, end + 1);
      at = end - 1;
    }
  }

  private void characterClass() {
    java.append('[');
    at++;
    if (source.startsWith("^]", at) || source.startsWith("]", at)) {
      throw new PatternSyntaxException("an empty class is not supported", source, at);
    }
    while (at < source.length() && source.charAt(at) != ']') {
      char c = source.charAt(at);
      if (c == '\\') {
        escape(true);
      } else {
        literal(c == '[' || c == '&' ? "\\" + c : String.valueOf(c));
      }
    }
    if (at >= source.length()) {
      throw new PatternSyntaxException("unclosed class", source, at);
    }
    literal("]");
    lastAtom = 1;
  }

  private void open() {
    if (repetitions.size() > MOST_GROUPS_OPEN) {
      throw new PatternSyntaxException("groups are nested too deep", source, at);
    }
    repetitions.push(1L);
    literal("(");
  }

  private void close() {
    if (repetitions.size() > 1) {
      lastAtom = repetitions.pop();
      repetitions.push(Math.max(repetitions.pop(), lastAtom));
    }
    literal(")");
  }

  /** A counted repetition multiplies what is inside; a brace that opens none stands for itself. */
  private void repeat() {
    int end = source.indexOf('}', at);
    String count = end < 0 ? "" : source.substring(at + 1, end);
    if (!count.matches("\\d{1,9}(,\\d{0,9})?")) {
      literal("\\{");
      lastAtom = 1;
      return;
    }
    String[] bounds = count.split(",", -1);
    String largest = bounds[bounds.length - 1].isEmpty() ? bounds[0] : bounds[bounds.length - 1];
    long product = lastAtom * Math.max(1, Long.parseLong(largest));
    if (product > MOST_REPETITIONS) {
      throw new PatternSyntaxException(
          "repeats more than " + MOST_REPETITIONS + " times", source, at);
    }
    repetitions.push(Math.max(repetitions.pop(), product));
    java.append(source, at, end + 1);
    at = end + 1;
  }

  /**
   * After another quantifier a plus would mean something in the JDK that ECMA-262 does not have.
   */
  private void plus() {
    if (at > 0 && "*+?}".indexOf(source.charAt(at - 1)) >= 0 && !isEscaped(at - 1)) {
      throw new PatternSyntaxException("nothing to repeat", source, at);
    }
    literal("+");
  }

  private boolean isEscaped(int index) {
    int slashes = 0;
    while (index - slashes - 1 >= 0 && source.charAt(index - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }
}
