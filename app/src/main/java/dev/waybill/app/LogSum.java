package dev.waybill.app;

import dev.waybill.app.LogSummary.ErrorBurst;
import dev.waybill.app.LogSummary.FrequentMessage;
import dev.waybill.app.LogSummary.LevelCounts;
import dev.waybill.app.LogSummary.SummarizedLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** Adds up the summaries of logs. */
final class LogSum {
  /** How many messages of each log take part. */
  static final int MESSAGES_A_LOG = 50;

  private static final int MAX_BURSTS = 50;

  private final Map<String, FrequentMessage> messages = new HashMap<>();
  private final TreeMap<Instant, Long> bursts = new TreeMap<>();
  private final List<SummarizedLog> logs = new ArrayList<>();
  private LogSummary sum;

  LogSum(InstantSource clock) {
    sum = nothing(clock);
  }

  /** The summary of a log without a line. */
  static LogSummary nothing(InstantSource clock) {
    return new LogTally(clock.instant()).summary(0);
  }

  /**
   * What became of one log.
   *
   * @param problem empty when it was read
   */
  static SummarizedLog log(
      String file, long lines, long errors, InstantSource clock, String problem) {
    return new SummarizedLog(
        file,
        lines,
        errors,
        clock.instant(),
        problem.isEmpty() ? Optional.empty() : Optional.of(problem));
  }

  void add(LogFolder.Read read) {
    LogSummary log = read.summary();
    logs.add(read.log());
    log.topMessages().forEach(message -> messages.merge(message.pattern(), message, LogSum::plus));
    log.bursts().forEach(burst -> bursts.merge(burst.minute(), burst.errors(), Long::sum));
    sum =
        new LogSummary(
            sum.lines() + log.lines(),
            sum.bytes() + log.bytes(),
            plus(sum.levels(), log.levels()),
            sum.withoutLevel() + log.withoutLevel(),
            sum.continuationLines() + log.continuationLines(),
            sum.blankLines() + log.blankLines(),
            sum.unparsedLines() + log.unparsedLines(),
            sum.cutLines() + log.cutLines(),
            either(sum.first(), log.first(), (a, b) -> a.isBefore(b) ? a : b),
            either(sum.last(), log.last(), (a, b) -> a.isAfter(b) ? a : b),
            sum.zoneAssumed() || log.zoneAssumed(),
            List.of(),
            List.of(),
            sum.burstRule(),
            Optional.empty());
  }

  /** The sum so far. */
  LogSummary summary(int topMessages) {
    return new LogSummary(
        sum.lines(),
        sum.bytes(),
        sum.levels(),
        sum.withoutLevel(),
        sum.continuationLines(),
        sum.blankLines(),
        sum.unparsedLines(),
        sum.cutLines(),
        sum.first(),
        sum.last(),
        sum.zoneAssumed(),
        messages.values().stream()
            .sorted(
                Comparator.comparingLong((FrequentMessage m) -> m.count() - m.overcount())
                    .reversed()
                    .thenComparing(FrequentMessage::pattern))
            .limit(topMessages)
            .toList(),
        bursts.entrySet().stream()
            .sorted(Map.Entry.<Instant, Long>comparingByValue().reversed())
            .limit(MAX_BURSTS)
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> new ErrorBurst(entry.getKey(), entry.getValue()))
            .toList(),
        sum.burstRule() + " Each log was looked at by itself.",
        Optional.of(List.copyOf(logs)));
  }

  private static FrequentMessage plus(FrequentMessage a, FrequentMessage b) {
    return new FrequentMessage(
        a.pattern(), a.count() + b.count(), a.overcount() + b.overcount(), a.level(), a.example());
  }

  private static LevelCounts plus(LevelCounts a, LevelCounts b) {
    return new LevelCounts(
        a.trace() + b.trace(),
        a.debug() + b.debug(),
        a.info() + b.info(),
        a.warn() + b.warn(),
        a.error() + b.error(),
        a.fatal() + b.fatal());
  }

  private static Optional<Instant> either(
      Optional<Instant> a, Optional<Instant> b, BinaryOperator<Instant> choice) {
    return Stream.of(a, b).flatMap(Optional::stream).reduce(choice);
  }
}
