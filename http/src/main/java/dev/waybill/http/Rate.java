package dev.waybill.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many a second in the long run and a second's worth at once, whoever asks. Instead of a bucket
 * it keeps the one time at which the next would be on schedule, which needs no lock.
 */
final class Rate {
  private static final long BURST = TimeUnit.SECONDS.toNanos(1);

  private final long interval;
  private final AtomicLong schedule;

  Rate(int perSecond) {
    this.interval = Math.max(1, BURST / perSecond);
    this.schedule = new AtomicLong(System.nanoTime());
  }

  /** Whether one more is within the rate; it counts if it is. */
  boolean take() {
    while (true) {
      long now = System.nanoTime();
      long was = schedule.get();
      long next = (was - now < 0 ? now : was) + interval;
      if (next - now > BURST) {
        return false;
      }
      if (schedule.compareAndSet(was, next)) {
        return true;
      }
    }
  }
}
