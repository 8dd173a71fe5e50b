package dev.waybill.app;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal that standard output is, as the launcher found it; Java 21 cannot tell.
 *
 * @param colours whether it may be written to in colours
 */
record Terminal(int columns, int rows, boolean colours) {
  private static final String PROPERTY = "waybill.terminal";
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final int LEAST_COLUMNS = 40;
  private static final int LEAST_ROWS = 10;

  /** The same for what is to be copied whole: lines may go over its edge. */
  Terminal wrapping() {
    return new Terminal(Integer.MAX_VALUE, rows, colours);
  }

  boolean isWrapping() {
    return columns == Integer.MAX_VALUE;
  }

  /** Empty where standard output goes to a file or another program. */
  static Optional<Terminal> standardOutput() {
    return of(System.getProperty(PROPERTY, ""), System.getenv());
  }

  static Optional<Terminal> of(String size, Map<String, String> environment) {
    Matcher found = SIZE.matcher(size);
    if (!found.matches() || environment.getOrDefault("TERM", "").equals("dumb")) {
      return Optional.empty();
    }
    return Optional.of(
        new Terminal(
            Math.max(Integer.parseInt(found.group(1)), LEAST_COLUMNS),
            Math.max(Integer.parseInt(found.group(2)), LEAST_ROWS),
            environment.getOrDefault("NO_COLOR", "").isEmpty()));
  }
}
