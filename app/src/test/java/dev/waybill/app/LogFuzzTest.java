package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogFuzzTest {
  private static final byte[] TELLING =
      "0123456789:-/.,%@\\\"'`{}[]<>()=+TZ \t\r\n\0exPsm".getBytes(StandardCharsets.US_ASCII);

  /** Lines cut, spliced and changed at random: no input may make the reader fail or miscount. */
  @Test
  void broken_lines_are_counted_once_and_never_fail() {
    List<byte[]> samples =
        Stream.of(
                "logback.log",
                "log4j-iso.log",
                "syslog.log",
                "nginx-access.log",
                "nginx-error.log",
                "apache-error.log",
                "json.log",
                "mixed.log")
            .flatMap(name -> LogSamples.text(name).lines())
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();
    Random random = new Random(20260728);
    for (int i = 0; i < 100_000; i++) {
      byte[] line = mutated(samples.get(random.nextInt(samples.size())), random);
      LogSummary s;
      try {
        s = summary(line);
      } catch (RuntimeException e) {
        throw new AssertionError("Failed at " + new String(line, StandardCharsets.ISO_8859_1), e);
      }
      assertThat(
              s.levels().total()
                  + s.withoutLevel()
                  + s.continuationLines()
                  + s.blankLines()
                  + s.unparsedLines())
          .isEqualTo(s.lines());
    }
  }

  private static LogSummary summary(byte[] line) {
    LogTally tally = new LogTally(LogSamples.CLOCK.instant());
    int start = 0;
    for (int i = 0; i <= line.length; i++) {
      if (i == line.length || line[i] == '\n') {
        // A copy of its own size, so that a read past its end is an error.
        byte[] copy = Arrays.copyOfRange(line, start, i);
        tally.line(copy, 0, copy.length, false);
        start = i + 1;
      }
    }
    return tally.summary(10);
  }

  private static byte[] mutated(byte[] line, Random random) {
    byte[] bytes = Arrays.copyOfRange(line, 0, random.nextInt(line.length + 1));
    if (random.nextInt(3) == 0) {
      bytes = Arrays.copyOfRange(line, random.nextInt(line.length + 1), line.length);
    }
    for (int changes = random.nextInt(6); changes > 0 && bytes.length > 0; changes--) {
      bytes[random.nextInt(bytes.length)] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt(256)
              : TELLING[random.nextInt(TELLING.length)];
    }
    return bytes;
  }
}
