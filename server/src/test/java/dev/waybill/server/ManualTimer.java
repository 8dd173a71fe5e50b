package dev.waybill.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so. */
final class ManualTimer implements Timer {
  private record Alarm(long at, Runnable action) {}

  private final List<Alarm> alarms = new ArrayList<>();
  private long now = 1_000_000_000L;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public synchronized void after(long nanos, Runnable action) {
    alarms.add(new Alarm(now + nanos, action));
  }

  synchronized int waiting() {
    return alarms.size();
  }

  /** Lets time pass, running what comes due in order and at its time. */
  void advanceMillis(long millis) {
    long until = nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      Alarm next;
      synchronized (this) {
        next =
            alarms.stream()
                .filter(alarm -> alarm.at <= until)
                .min(Comparator.comparingLong(Alarm::at))
                .orElse(null);
        if (next == null) {
          now = until;
          return;
        }
        alarms.remove(next);
        now = Math.max(now, next.at);
      }
      next.action.run();
    }
  }
}
