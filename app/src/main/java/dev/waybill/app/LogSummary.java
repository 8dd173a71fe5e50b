package dev.waybill.app;

import dev.waybill.schema.Description;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a log says, in short. Every line is counted in exactly one of: {@code levels}, {@code
 * withoutLevel}, {@code continuationLines}, {@code blankLines}, {@code unparsedLines}.
 */
record LogSummary(
    @Description("Lines in the log.") long lines,
    @Description("Bytes in the log, uncompressed.") long bytes,
    @Description("Lines by level.") LevelCounts levels,
    @Description("Lines with a time but no level.") long withoutLevel,
    @Description("Stack traces and other lines that belong to the entry before them.")
        long continuationLines,
    @Description("Empty lines.") long blankLines,
    @Description("Lines in which neither a time nor a level was recognized.") long unparsedLines,
    @Description("Lines longer than 16 KiB, of which only the start was looked at.") long cutLines,
    @Description("The earliest time in the log.") Optional<Instant> first,
    @Description("The latest time in the log.") Optional<Instant> last,
    @Description("Whether some times named no zone and were taken as UTC.") boolean zoneAssumed,
    @Description(
            "The most frequent messages, the most frequent first; of a folder, found among the most"
                + " frequent of each log.")
        List<FrequentMessage> topMessages,
    @Description("Minutes in which errors stand out, in the order of time.")
        List<ErrorBurst> bursts,
    @Description("What makes a minute a burst.") String burstRule,
    @Description("Of a folder: its logs, of which all else is the sum.")
        Optional<List<SummarizedLog>> logs) {

  LogSummary {
    topMessages = List.copyOf(topMessages);
    bursts = List.copyOf(bursts);
  }

  /** One log of a folder. */
  record SummarizedLog(
      @Description("The log, relative to the root.") String file,
      @Description("Lines in it.") long lines,
      @Description("Lines of level ERROR or FATAL in it.") long errors,
      @Description("When it was read.") Instant readAt,
      @Description("Why it is not in the sum.") Optional<String> problem) {}

  /** Lines by level; spellings such as WARNING, ERR, SEVERE or an HTTP status are folded in. */
  record LevelCounts(long trace, long debug, long info, long warn, long error, long fatal) {
    long total() {
      return trace + debug + info + warn + error + fatal;
    }
  }

  /** A message that occurs often. */
  record FrequentMessage(
      @Description("The message with its variable parts replaced by <num>, <ip> and the like.")
          String pattern,
      @Description("How often it occurs; at most overcount too high and never too low.") long count,
      @Description("0 unless the log holds more different messages than can be counted apart.")
          long overcount,
      @Description("The level of the example, if it has one.") Optional<LogLevel> level,
      @Description("One line with this message, cut at 300 bytes.") String example) {}

  /** A minute with many errors. */
  record ErrorBurst(
      @Description("When it starts.") Instant minute,
      @Description("Lines of level ERROR or FATAL in it.") long errors) {}
}
