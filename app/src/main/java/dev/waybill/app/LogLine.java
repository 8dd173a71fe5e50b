package dev.waybill.app;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a log tells: its level, its time and where its message lies. One object reads
 * all lines, one after the other, so that a line costs no allocation.
 */
final class LogLine {
  /** What a line is, as far as it could be read. */
  enum Kind {
    BLANK,
    /** Belongs to the entry before it: a stack trace, an indented block. */
    CONTINUATION,
    /** Has a time or a level. */
    ENTRY,
    /** Has neither. */
    UNPARSED
  }

  private static final int HEAD = 160;
  private static final byte[] CAUSED_BY = "Caused by: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SUPPRESSED = "Suppressed: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LOGFMT_MESSAGE = " msg=".getBytes(StandardCharsets.US_ASCII);

  private final TimeReader times;
  private final LevelWords words = new LevelWords();
  private final AccessLine access;
  private final JsonLine json;
  private final MessageMask mask = new MessageMask();

  private @Nullable LogLevel level;
  private boolean timed;
  private long millis;
  private boolean zoned;

  /** Reads lines; {@code now} tells the year of times without one. */
  LogLine(Instant now) {
    times = new TimeReader(now);
    access = new AccessLine(times);
    json = new JsonLine(times);
  }

  @Nullable LogLevel level() {
    return level;
  }

  /** Milliseconds since 1970, {@link TimeReader#NO_DATE} when the line has no date. */
  long millis() {
    return millis;
  }

  boolean zoned() {
    return zoned;
  }

  /** The message with its variable parts masked; valid until the next line is read. */
  MessageMask mask() {
    return mask;
  }

  /** Reads the line at {@code [from, to)}, which is without its line end. */
  Kind read(byte[] line, int from, int to) {
    level = null;
    timed = false;
    millis = TimeReader.NO_DATE;
    zoned = false;
    mask.clear();
    int start = from;
    while (start < to && (line[start] == ' ' || line[start] == '\t')) {
      start++;
    }
    if (start == to) {
      return Kind.BLANK;
    }
    if (line[start] == '{' && line[to - 1] == '}') {
      return json(line, start, to);
    }
    int p = header(line, start, to);
    if (!timed && access.read(line, p, to)) {
      return access(line);
    }
    if (!timed && level == null && isContinuation(line, from, start, to)) {
      return Kind.CONTINUATION;
    }
    int message = message(line, p, to);
    mask.add(line, message, to);
    return timed || level != null ? Kind.ENTRY : Kind.UNPARSED;
  }

  private Kind json(byte[] line, int from, int to) {
    json.read(line, from, to);
    level = json.level();
    timed = json.timed();
    if (timed) {
      millis = json.millis();
      zoned = json.zoned();
    }
    if (json.messageStart() >= 0) {
      mask.add(line, json.messageStart(), json.messageEnd());
    } else {
      mask.add(line, from, to);
    }
    return timed || level != null ? Kind.ENTRY : Kind.UNPARSED;
  }

  private Kind access(byte[] line) {
    level = LogLevel.ofStatus(access.status());
    takeTime();
    access.describe(line, mask);
    return Kind.ENTRY;
  }

  /** Reads a syslog priority, a time and whatever brackets they stand in; returns what follows. */
  private int header(byte[] line, int from, int to) {
    int p = from;
    if (line[p] == '<') {
      p = priority(line, p, to);
    }
    if (p < to && line[p] == '[') {
      p++;
    }
    if (times.read(line, p, to)) {
      takeTime();
      return times.next();
    }
    if (p == from && isKlog(line, p, to) && times.readMonthDay(line, p + 1, to)) {
      level = ofLetter(line[p]);
      takeTime();
      return times.next();
    }
    int value = firstValue(line, p, to);
    if (value > 0 && times.read(line, value, to)) {
      takeTime();
      return times.next();
    }
    return p == from + 1 ? from : p;
  }

  /** Where the value of a leading pair such as {@code time="…} starts, or -1. */
  private static int firstValue(byte[] line, int from, int to) {
    int limit = Math.min(to, from + 12);
    int equals = Bytes.find((byte) '=', line, from, limit);
    if (equals + 1 >= limit) {
      return -1;
    }
    return line[equals + 1] == '"' ? equals + 2 : equals + 1;
  }

  private int priority(byte[] line, int from, int to) {
    int p = from + 1;
    int priority = 0;
    while (p < to && Bytes.isDigit(line[p]) && p - from <= 3) {
      priority = priority * 10 + (line[p++] - '0');
    }
    if (p == from + 1 || p == to || line[p] != '>') {
      return from;
    }
    level = LogLevel.ofSyslogSeverity(priority);
    p++;
    boolean versioned = p + 1 < to && line[p] == '1' && line[p + 1] == ' ';
    return versioned ? p + 2 : p;
  }

  /** Finds the level if it is not known yet, then the message: what follows time and level. */
  private int message(byte[] line, int from, int to) {
    int p = from;
    if (level == null) {
      level = words.find(line, p, Math.min(to, p + HEAD));
      if (level != null) {
        p = words.next();
        if (!timed && times.read(line, separators(line, p, to), to)) {
          takeTime();
          p = times.next();
        }
        int logfmt = logfmtMessage(line, from, to);
        if (logfmt > 0) {
          return logfmt;
        }
      }
    }
    return separators(line, p, to);
  }

  /** Where the value of {@code msg=} starts when the line is made of key=value pairs, or -1. */
  private static int logfmtMessage(byte[] line, int from, int to) {
    int equals = Bytes.find((byte) '=', line, from, Math.min(to, from + HEAD));
    if (equals == Math.min(to, from + HEAD)) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      i = Bytes.find((byte) ' ', line, i, to);
      if (Bytes.startsWith(line, i, to, LOGFMT_MESSAGE)) {
        int value = i + LOGFMT_MESSAGE.length;
        return value < to && line[value] == '"' ? value + 1 : value;
      }
    }
    return -1;
  }

  private void takeTime() {
    timed = true;
    millis = times.millis();
    zoned = times.zoned();
  }

  private static int separators(byte[] line, int from, int to) {
    int p = from;
    while (p < to && (" \t:]|-,>".indexOf(line[p]) >= 0)) {
      p++;
    }
    return p;
  }

  private boolean isContinuation(byte[] line, int from, int start, int to) {
    if (start > from) {
      LogLevel first = words.find(line, start, Math.min(to, start + 12));
      return first == null;
    }
    return line[start] == '}'
        || Bytes.startsWith(line, start, to, CAUSED_BY)
        || Bytes.startsWith(line, start, to, SUPPRESSED);
  }

  private static boolean isKlog(byte[] line, int p, int to) {
    return p + 5 < to && ofLetter(line[p]) != null && Bytes.isDigit(line[p + 1]);
  }

  private static @Nullable LogLevel ofLetter(byte letter) {
    return switch (letter) {
      case 'D' -> LogLevel.DEBUG;
      case 'I' -> LogLevel.INFO;
      case 'W' -> LogLevel.WARN;
      case 'E' -> LogLevel.ERROR;
      case 'F' -> LogLevel.FATAL;
      default -> null;
    };
  }
}
