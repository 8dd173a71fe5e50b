package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.app.LogSummary.FrequentMessage;
import dev.waybill.app.LogSummary.LevelCounts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogFormatsTest {
  @Test
  void logback_with_a_stack_trace() {
    LogSummary summary = LogSamples.summaryOf("logback.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(1, 2, 1, 1, 1, 0));
    assertThat(summary.continuationLines()).isEqualTo(4);
    assertThat(summary.unparsedLines()).isEqualTo(1);
    assertThat(summary.first()).contains(Instant.parse("2026-03-01T10:00:00.123Z"));
    assertThat(summary.last()).contains(Instant.parse("2026-03-01T10:00:05.999Z"));
    assertThat(summary.zoneAssumed()).isTrue();
    assertThat(patterns(summary))
        .contains(
            "com.example.App - Started in <num> ms",
            "c.e.Orders - Order <num> placed by <str>",
            "c.e.Pool - Connection to <ip> slow: <dur>",
            "c.e.Pool - Connection to <ip> failed");
    assertThat(summary.topMessages().getFirst().count()).isEqualTo(2);
    assertThat(summary.topMessages().getFirst().level()).contains(LogLevel.DEBUG);
  }

  @Test
  void iso_times_with_zones() {
    LogSummary summary = LogSamples.summaryOf("log4j-iso.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(0, 0, 1, 1, 0, 1));
    assertThat(summary.blankLines()).isEqualTo(1);
    assertThat(summary.first()).contains(Instant.parse("2026-03-01T09:00:00.500Z"));
    assertThat(summary.last()).contains(Instant.parse("2026-03-01T10:00:02Z"));
    assertThat(summary.zoneAssumed()).isFalse();
    assertThat(patterns(summary)).contains("Disk <path> at <num>", "Out of memory at <hex>");
  }

  @Test
  void syslog_old_and_new() {
    LogSummary summary = LogSamples.summaryOf("syslog.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(0, 0, 1, 0, 1, 1));
    assertThat(summary.withoutLevel()).isEqualTo(2);
    assertThat(summary.first()).contains(Instant.parse("2026-02-28T22:14:15Z"));
    assertThat(summary.last()).contains(Instant.parse("2026-03-01T03:05:00.003Z"));
    assertThat(patterns(summary))
        .first()
        .isEqualTo("host sshd[<num>]: Failed password for root from <ip> port <num> ssh<num>");
  }

  @Test
  void nginx_access_by_status() {
    LogSummary summary = LogSamples.summaryOf("nginx-access.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(0, 0, 2, 2, 1, 0));
    assertThat(summary.first()).contains(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(summary.last()).contains(Instant.parse("2026-03-01T10:00:04Z"));
    assertThat(patterns(summary))
        .containsExactlyInAnyOrder(
            "GET /api/users/<num> 200", "POST /api/login 401", "GET /api/users/<num> 502", "- 400");
  }

  @Test
  void nginx_errors() {
    LogSummary summary = LogSamples.summaryOf("nginx-error.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(0, 0, 0, 1, 1, 1));
    assertThat(patterns(summary))
        .contains(
            "<num>#<num>: *<num> connect() failed (<num>: Connection refused) while connecting to"
                + " upstream, client: <ip>");
  }

  @Test
  void apache_errors() {
    LogSummary summary = LogSamples.summaryOf("apache-error.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(0, 0, 1, 0, 1, 0));
    assertThat(summary.first()).contains(Instant.parse("2026-03-01T10:00:00.123Z"));
    assertThat(summary.unparsedLines()).isZero();
  }

  @Test
  void json_lines_of_several_loggers() {
    LogSummary summary = LogSamples.summaryOf("json.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(0, 1, 1, 1, 2, 0));
    assertThat(summary.unparsedLines()).isEqualTo(1);
    assertThat(summary.first()).contains(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(summary.last()).contains(Instant.parse("2026-03-01T10:00:04Z"));
    assertThat(summary.zoneAssumed()).isFalse();
    assertThat(patterns(summary)).contains("request <num> done", "slow", "tick");
    assertThat(summary.topMessages().getFirst().count()).isEqualTo(2);
  }

  @Test
  void logfmt_klog_level_first_and_times_of_day() {
    LogSummary summary = LogSamples.summaryOf("mixed.log");
    assertThat(summary.levels()).isEqualTo(new LevelCounts(0, 1, 2, 2, 1, 0));
    assertThat(summary.withoutLevel()).isEqualTo(1);
    assertThat(summary.unparsedLines()).isEqualTo(1);
    assertThat(summary.first()).contains(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(summary.last()).contains(Instant.parse("2026-03-01T10:00:04.123Z"));
    assertThat(patterns(summary)).contains("after the level", "a squid line");
    assertThat(patterns(summary)).anyMatch(p -> p.startsWith("retry <num> of <num>"));
  }

  @Test
  void every_line_is_counted_once() {
    for (String sample : new String[] {"logback.log", "syslog.log", "json.log", "mixed.log"}) {
      LogSummary s = LogSamples.summaryOf(sample);
      assertThat(
              s.levels().total()
                  + s.withoutLevel()
                  + s.continuationLines()
                  + s.blankLines()
                  + s.unparsedLines())
          .as(sample)
          .isEqualTo(s.lines())
          .isEqualTo(LogSamples.text(sample).lines().count());
      assertThat(s.bytes()).isEqualTo(LogSamples.text(sample).length());
    }
  }

  @Test
  void a_syslog_time_after_today_lies_in_the_year_before() {
    LogSummary summary = LogSamples.summaryOfText("Dec 31 23:59:59 host x: y\n");
    assertThat(summary.first()).contains(Instant.parse("2025-12-31T23:59:59Z"));
  }

  private static List<String> patterns(LogSummary summary) {
    return summary.topMessages().stream().map(FrequentMessage::pattern).toList();
  }
}
