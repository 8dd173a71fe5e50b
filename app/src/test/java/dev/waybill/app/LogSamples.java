package dev.waybill.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;

/** The sample logs among the test resources. */
final class LogSamples {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-02T00:00:00Z"));

  private LogSamples() {}

  static LogSummary summaryOf(String sample) {
    return summaryOfText(text(sample));
  }

  static LogSummary summaryOfText(String text) {
    return summaryOf(text.getBytes(StandardCharsets.UTF_8));
  }

  static LogSummary summaryOf(byte[] bytes) {
    try {
      return new LogSummarizer(CLOCK, 10).summarize(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static String text(String sample) {
    try (InputStream in = LogSamples.class.getResourceAsStream("/logs/" + sample)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
