package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.app.LogSummary.ErrorBurst;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSummarizerTest {
  @TempDir Path temp;

  @Test
  void a_minute_full_of_errors_stands_out() {
    StringBuilder log = new StringBuilder();
    Instant start = Instant.parse("2026-03-01T10:00:00Z");
    for (int minute = 0; minute < 60; minute++) {
      int errors = minute == 17 ? 40 : minute == 30 ? 9 : 2;
      for (int i = 0; i < errors; i++) {
        log.append(start.plusSeconds(minute * 60L + i)).append(" ERROR failed\n");
      }
      log.append(start.plusSeconds(minute * 60L)).append(" INFO fine\n");
    }
    assertThat(LogSamples.summaryOfText(log.toString()).bursts())
        .containsExactly(new ErrorBurst(Instant.parse("2026-03-01T10:17:00Z"), 40));
  }

  @Test
  void steady_errors_are_no_burst() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 6000; i++) {
      log.append(Instant.ofEpochSecond(1_772_359_200 + i)).append(" ERROR failed\n");
    }
    assertThat(LogSamples.summaryOfText(log.toString()).bursts()).isEmpty();
  }

  @Test
  void a_burst_is_found_in_a_log_of_more_minutes_than_are_remembered() {
    StringBuilder log = new StringBuilder();
    for (int minute = 0; minute < 100_000; minute++) {
      for (int i = minute == 50_000 ? 100 : 1; i > 0; i--) {
        log.append(Instant.ofEpochSecond(1_772_359_200 + minute * 60L)).append(" ERROR x\n");
      }
    }
    assertThat(LogSamples.summaryOfText(log.toString()).bursts())
        .containsExactly(new ErrorBurst(Instant.ofEpochSecond(1_772_359_200 + 3_000_000), 100));
  }

  @Test
  void a_compressed_log_reads_like_the_log() throws IOException {
    byte[] log = LogSamples.text("logback.log").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(log);
    }
    assertThat(LogSamples.summaryOf(compressed.toByteArray())).isEqualTo(LogSamples.summaryOf(log));
  }

  @Test
  void line_ends_byte_order_mark_and_missing_last_newline_change_nothing() {
    String line = "2026-03-01T10:00:00Z INFO x";
    LogSummary summary = LogSamples.summaryOfText("\ufeff" + line + "\r\n" + line);
    assertThat(summary.lines()).isEqualTo(2);
    assertThat(summary.levels().info()).isEqualTo(2);
    assertThat(summary.topMessages().getFirst().count()).isEqualTo(2);
    assertThat(LogSamples.summaryOfText("").lines()).isZero();
    assertThat(LogSamples.summaryOfText("\n\n").blankLines()).isEqualTo(2);
  }

  @Test
  void overlong_lines_are_cut_wherever_they_lie() {
    String line = "2026-03-01T10:00:00Z INFO ";
    for (int length : new int[] {16_000, 20_000, 262_144, 300_000, 1_000_000}) {
      String text =
          "x INFO y\n" + line + "z".repeat(length) + "\nx INFO y\n" + line + "a".repeat(length);
      LogSummary summary = LogSamples.summaryOfText(text);
      assertThat(summary.lines()).as("%s", length).isEqualTo(4);
      assertThat(summary.levels().info()).isEqualTo(4);
      assertThat(summary.cutLines()).isEqualTo(length > 16_384 ? 2 : 0);
      assertThat(summary.bytes()).isEqualTo(text.length());
    }
  }

  @Test
  void reads_in_any_portions_give_the_same_summary() throws Exception {
    byte[] log = LogSamples.text("json.log").getBytes(StandardCharsets.UTF_8);
    LogSummary whole = LogSamples.summaryOf(log);
    InputStream dripping =
        new ByteArrayInputStream(log) {
          @Override
          public synchronized int read(byte[] b, int off, int len) {
            return super.read(b, off, Math.min(len, 7));
          }
        };
    assertThat(new LogSummarizer(LogSamples.CLOCK, 10).summarize(dripping)).isEqualTo(whole);
  }

  @Test
  void progress_rises_to_the_size_of_the_file() throws Exception {
    Files.writeString(temp.resolve("big.log"), "2026-03-01T10:00:00Z INFO x\n".repeat(50_000));
    List<Long> seen = new ArrayList<>();
    LogSummary summary =
        new LogSummarizer(LogSamples.CLOCK, 10)
            .summarize(
                RootDirectory.at(temp),
                RelativePath.parse("big.log"),
                (done, total) -> {
                  assertThat(total).isEqualTo(1_400_000);
                  seen.add(done);
                });
    assertThat(seen).isSorted().hasSizeGreaterThan(2).last().isEqualTo(1_400_000L);
    assertThat(summary.levels().info()).isEqualTo(50_000);
  }

  @Test
  void an_interrupt_ends_the_reading() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] b, int off, int len) {
            Thread.currentThread().interrupt();
            return len;
          }
        };
    assertThatThrownBy(() -> new LogSummarizer(LogSamples.CLOCK, 10).summarize(endless))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
