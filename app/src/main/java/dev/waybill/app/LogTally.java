package dev.waybill.app;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Counts what the lines of a log tell. Its memory does not grow with the log. */
final class LogTally implements LineFeed.Lines {
  private static final int PATTERNS = 2000;
  private static final int MAX_EXAMPLE = 300;

  private final LogLine line;
  private final HeavyHitters messages = new HeavyHitters(PATTERNS);
  private final ErrorMinutes errors = new ErrorMinutes();
  private long trace;
  private long debug;
  private long info;
  private long warn;
  private long error;
  private long fatal;
  private long lines;
  private long bytes;
  private long withoutLevel;
  private long continuations;
  private long blank;
  private long unparsed;
  private long cutLines;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private boolean zoneAssumed;

  LogTally(Instant now) {
    line = new LogLine(now);
  }

  @Override
  public void bytes(int count) {
    bytes += count;
  }

  @Override
  public boolean line(byte[] buffer, int from, int to, boolean cut) {
    lines++;
    cutLines += cut ? 1 : 0;
    int start = lines == 1 && startsWithMark(buffer, from, to) ? from + 3 : from;
    switch (line.read(buffer, start, to)) {
      case BLANK -> blank++;
      case CONTINUATION -> continuations++;
      case ENTRY -> {
        entry();
        message(buffer, start, to);
      }
      case UNPARSED -> {
        unparsed++;
        message(buffer, start, to);
      }
    }
    return true;
  }

  LogSummary summary(int topMessages) {
    boolean timed = first <= last;
    return new LogSummary(
        lines,
        bytes,
        new LogSummary.LevelCounts(trace, debug, info, warn, error, fatal),
        withoutLevel,
        continuations,
        blank,
        unparsed,
        cutLines,
        timed ? Optional.of(Instant.ofEpochMilli(first)) : Optional.empty(),
        timed ? Optional.of(Instant.ofEpochMilli(last)) : Optional.empty(),
        zoneAssumed,
        messages.top(topMessages).stream().map(LogTally::frequent).toList(),
        timed ? errors.bursts(first, last) : List.of(),
        ErrorMinutes.RULE,
        Optional.empty());
  }

  private void entry() {
    LogLevel level = line.level();
    if (level == null) {
      withoutLevel++;
    } else {
      switch (level) {
        case TRACE -> trace++;
        case DEBUG -> debug++;
        case INFO -> info++;
        case WARN -> warn++;
        case ERROR -> error++;
        case FATAL -> fatal++;
      }
    }
    long millis = line.millis();
    if (millis != TimeReader.NO_DATE) {
      first = Math.min(first, millis);
      last = Math.max(last, millis);
      zoneAssumed |= !line.zoned();
      if (level != null && level.isError()) {
        errors.count(millis);
      }
    }
  }

  private void message(byte[] buffer, int from, int to) {
    MessageMask mask = line.mask();
    messages.count(
        mask.pattern(),
        mask.length(),
        buffer,
        from,
        Math.min(to, from + MAX_EXAMPLE),
        line.level());
  }

  private static LogSummary.FrequentMessage frequent(HeavyHitters.Counter counter) {
    return new LogSummary.FrequentMessage(
        new String(counter.key(), StandardCharsets.UTF_8),
        counter.count(),
        counter.error(),
        Optional.ofNullable(counter.level()),
        new String(counter.example(), StandardCharsets.UTF_8));
  }

  private static boolean startsWithMark(byte[] buffer, int from, int to) {
    return to - from >= 3
        && buffer[from] == (byte) 0xef
        && buffer[from + 1] == (byte) 0xbb
        && buffer[from + 2] == (byte) 0xbf;
  }
}
