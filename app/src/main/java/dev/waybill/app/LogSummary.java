package dev.waybill.app;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a log says, in short. Every line is counted in exactly one of: {@code levels}, {@code
 * withoutLevel}, {@code continuationLines}, {@code blankLines}, {@code unparsedLines}.
 *
 * @param lines lines in the log
 * @param bytes bytes in the log, uncompressed
 * @param levels lines by level
 * @param withoutLevel lines with a time but no level
 * @param continuationLines stack traces and other lines that belong to the entry before them
 * @param blankLines empty lines
 * @param unparsedLines lines in which neither a time nor a level was recognized
 * @param cutLines lines longer than 16 KiB, of which only the start was looked at
 * @param first the earliest time in the log
 * @param last the latest time in the log
 * @param zoneAssumed whether some times named no zone and were taken as UTC
 * @param topMessages the most frequent messages, the most frequent first
 * @param bursts minutes in which errors stand out, in the order of time
 * @param burstRule what makes a minute a burst
 */
record LogSummary(
    long lines,
    long bytes,
    LevelCounts levels,
    long withoutLevel,
    long continuationLines,
    long blankLines,
    long unparsedLines,
    long cutLines,
    Optional<Instant> first,
    Optional<Instant> last,
    boolean zoneAssumed,
    List<FrequentMessage> topMessages,
    List<ErrorBurst> bursts,
    String burstRule) {

  LogSummary {
    topMessages = List.copyOf(topMessages);
    bursts = List.copyOf(bursts);
  }

  /** Lines by level; spellings such as WARNING, ERR, SEVERE or an HTTP status are folded in. */
  record LevelCounts(long trace, long debug, long info, long warn, long error, long fatal) {
    long total() {
      return trace + debug + info + warn + error + fatal;
    }
  }

  /**
   * A message that occurs often.
   *
   * @param pattern the message with its variable parts replaced by {@code <num>}, {@code <ip>}, …
   * @param count how often it occurs; at most {@code overcount} too high and never too low
   * @param overcount 0 unless the log holds more different messages than can be counted apart
   * @param level the level of the example, if it has one
   * @param example one line with this message, cut at 300 bytes
   */
  record FrequentMessage(
      String pattern, long count, long overcount, Optional<LogLevel> level, String example) {}

  /**
   * A minute with many errors.
   *
   * @param minute when it starts
   * @param errors lines of level ERROR or FATAL in it
   */
  record ErrorBurst(Instant minute, long errors) {}
}
