package dev.waybill.app;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds level, time and message in a line that is a JSON object, under the names the common loggers
 * use. Looks at the top level alone and skips over values without checking them: a log line needs
 * no validation, and is never turned into a tree.
 */
final class JsonLine {
  private enum Field {
    LEVEL,
    TIME,
    MESSAGE
  }

  private static final Map<String, Field> NAMES =
      Stream.of(
              names(Field.LEVEL, "level", "severity", "lvl", "levelname", "log.level", "@l"),
              names(Field.TIME, "time", "timestamp", "@timestamp", "ts", "date", "datetime", "@t"),
              names(Field.MESSAGE, "msg", "message", "@message", "event", "@m", "@mt"))
          .flatMap(m -> m.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  private static final int LONGEST_NAME = 10;

  private final TimeReader times;
  private @Nullable LogLevel level;
  private boolean timed;
  private long millis;
  private boolean zoned;
  private int messageStart;
  private int messageEnd;

  JsonLine(TimeReader times) {
    this.times = times;
  }

  @Nullable LogLevel level() {
    return level;
  }

  boolean timed() {
    return timed;
  }

  long millis() {
    return millis;
  }

  boolean zoned() {
    return zoned;
  }

  /** Where the message starts, or -1 if the object has none. */
  int messageStart() {
    return messageStart;
  }

  int messageEnd() {
    return messageEnd;
  }

  /** Reads the object that starts at {@code from}; what is broken is read as far as it goes. */
  void read(byte[] line, int from, int to) {
    level = null;
    timed = false;
    messageStart = -1;
    int i = from + 1;
    while (true) {
      int keyStart = Bytes.find((byte) '"', line, i, to) + 1;
      int keyEnd = stringEnd(line, keyStart, to);
      int colon = Bytes.find((byte) ':', line, keyEnd, to);
      int value = colon + 1;
      while (value < to && line[value] == ' ') {
        value++;
      }
      if (value >= to) {
        return;
      }
      int end = valueEnd(line, value, to);
      Field field = field(line, keyStart, keyEnd);
      if (field != null) {
        take(field, line, value, end);
      }
      i = end;
    }
  }

  private void take(Field field, byte[] line, int start, int end) {
    boolean string = line[start] == '"';
    int from = string ? start + 1 : start;
    int to = string ? Math.max(from, end - 1) : end;
    switch (field) {
      case LEVEL ->
          level =
              string || !Bytes.isDigit(line[from])
                  ? LevelWords.of(line, from, to)
                  : LogLevel.ofNumber((long) number(line, from, to));
      case TIME -> {
        if (string) {
          timed = times.read(line, from, to);
          millis = times.millis();
          zoned = times.zoned();
        } else if (Bytes.isDigit(line[from])) {
          timed = true;
          millis = TimeReader.epochMillis(number(line, from, to));
          zoned = true;
        }
      }
      case MESSAGE -> {
        if (string && messageStart < 0) {
          messageStart = from;
          messageEnd = to;
        }
      }
    }
  }

  private static @Nullable Field field(byte[] line, int start, int end) {
    int length = end - start;
    if (length < 2 || length > LONGEST_NAME) {
      return null;
    }
    return NAMES.get(new String(line, start, length, StandardCharsets.ISO_8859_1));
  }

  private static double number(byte[] line, int start, int end) {
    try {
      return Double.parseDouble(
          new String(line, start, Math.min(end - start, 32), StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The place of the quote that ends the string whose first byte is at {@code from}. */
  private static int stringEnd(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (line[i] == '\\') {
        i++;
      } else if (line[i] == '"') {
        return i;
      }
    }
    return to;
  }

  /** The place after the value at {@code from}. */
  private static int valueEnd(byte[] line, int from, int to) {
    if (line[from] == '"') {
      return Math.min(stringEnd(line, from + 1, to) + 1, to);
    }
    int depth = 0;
    for (int i = from; i < to; i++) {
      switch (line[i]) {
        case '"' -> i = stringEnd(line, i + 1, to);
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (--depth < 0) {
            return i;
          }
        }
        case ',' -> {
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return to;
  }

  private static Map<String, Field> names(Field field, String... names) {
    return Stream.of(names).collect(Collectors.toMap(Function.identity(), n -> field));
  }
}
