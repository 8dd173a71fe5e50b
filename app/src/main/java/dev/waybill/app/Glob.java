package dev.waybill.app;

import java.util.regex.Pattern;

/**
 * A file name pattern: {@code *} and {@code ?} within a name, {@code **} across folders, {@code
 * [abc]}, {@code [!abc]} and {@code {log,txt}}. Without a slash it is matched against the name of a
 * file in whatever folder, otherwise against the whole path.
 *
 * <p>Not the glob of {@link java.nio.file.FileSystem}: that one's {@code **}{@code /} does not
 * match at the top level, its rules differ between systems, and what a pattern costs cannot be
 * bounded.
 */
final class Glob {
  private static final int MAX_LENGTH = 256;

  private final Pattern pattern;
  private final boolean wholePath;

  private Glob(Pattern pattern, boolean wholePath) {
    this.pattern = pattern;
    this.wholePath = wholePath;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is too long or a bracket is not closed
   */
  static Glob of(String glob) {
    if (glob.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "The glob is longer than " + MAX_LENGTH + " characters. Give a shorter one.");
    }
    return new Glob(Pattern.compile(regex(glob)), glob.indexOf('/') >= 0);
  }

  boolean matches(RelativePath path, SearchBudget budget) {
    return pattern.matcher(budget.line(wholePath ? path.toString() : path.name())).matches();
  }

  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    boolean inBraces = false;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (glob.startsWith("**/", i)) {
            regex.append("(?:[^/]+/)*+");
            i += 2;
          } else if (glob.startsWith("**", i)) {
            regex.append(".*");
            i++;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> i = appendClass(glob, i, regex);
        case '{' -> {
          regex.append(inBraces ? "\\{" : "(?:");
          inBraces = true;
        }
        case '}' -> {
          regex.append(inBraces ? ")" : "\\}");
          inBraces = false;
        }
        case ',' -> regex.append(inBraces ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (inBraces) {
      throw new IllegalArgumentException("The glob opens a '{' that it does not close.");
    }
    return regex.toString();
  }

  private static int appendClass(String glob, int open, StringBuilder regex) {
    int close = glob.indexOf(']', open + 2);
    if (close < 0) {
      throw new IllegalArgumentException("The glob opens a '[' that it does not close.");
    }
    boolean negated = glob.charAt(open + 1) == '!';
    regex.append(negated ? "[^/" : "[");
    for (char c : glob.substring(open + (negated ? 2 : 1), close).toCharArray()) {
      regex.append(c == '-' ? "-" : "\\x{" + Integer.toHexString(c) + "}");
    }
    regex.append("]");
    return close;
  }
}
