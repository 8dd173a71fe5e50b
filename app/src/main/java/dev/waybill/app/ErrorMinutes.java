package dev.waybill.app;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Errors per minute, and the minutes that stand out. Logs are nearly in the order of time, so the
 * current minute is counted in a field and only its total goes to the map. The map is bounded: when
 * it is full, the minutes with the fewest errors, which are no bursts, make room.
 */
final class ErrorMinutes {
  /** The rule, in words for whoever reads the result. */
  static final String RULE =
      "A burst is a minute with at least 10 errors and at least 3 times the average of all other"
          + " minutes between the first and the last line.";

  private static final int MAX_MINUTES = 20_000;
  private static final int LEAST_ERRORS = 10;
  private static final int TIMES_AVERAGE = 3;
  private static final int MAX_BURSTS = 50;

  private final TreeMap<Long, Long> counts = new TreeMap<>();
  private long minute = Long.MIN_VALUE;
  private long inMinute;
  private long total;

  void count(long millis) {
    long its = Math.floorDiv(millis, 60_000L);
    if (its != minute) {
      flush();
      minute = its;
    }
    inMinute++;
    total++;
  }

  /** The bursts in the order of time; when there are very many, the worst of them. */
  List<LogSummary.ErrorBurst> bursts(long firstMillis, long lastMillis) {
    flush();
    long others = Math.floorDiv(lastMillis, 60_000L) - Math.floorDiv(firstMillis, 60_000L);
    return counts.entrySet().stream()
        .filter(e -> isBurst(e.getValue(), others))
        .sorted(Map.Entry.<Long, Long>comparingByValue().reversed())
        .limit(MAX_BURSTS)
        .sorted(Map.Entry.comparingByKey())
        .map(e -> new LogSummary.ErrorBurst(minuteStart(e.getKey()), e.getValue()))
        .sorted(Comparator.comparing(LogSummary.ErrorBurst::minute))
        .toList();
  }

  private boolean isBurst(long errors, long others) {
    // Multiplied out: errors / 1 >= 3 * (total - errors) / others.
    return others > 0
        && errors >= LEAST_ERRORS
        && errors * others >= TIMES_AVERAGE * (total - errors);
  }

  private void flush() {
    if (inMinute > 0) {
      counts.merge(minute, inMinute, Long::sum);
      inMinute = 0;
      if (counts.size() > MAX_MINUTES) {
        dropLowHalf();
      }
    }
  }

  private void dropLowHalf() {
    long[] sorted = counts.values().stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    long median = sorted[sorted.length / 2];
    counts.values().removeIf(errors -> errors < median);
    if (counts.size() > MAX_MINUTES / 2) {
      counts.values().removeIf(errors -> errors == median);
    }
  }

  private static Instant minuteStart(long minute) {
    return Instant.ofEpochSecond(minute * 60);
  }
}
