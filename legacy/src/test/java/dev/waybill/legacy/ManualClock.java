package dev.waybill.legacy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on when a test says so. */
final class ManualClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-07-28T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }
}
