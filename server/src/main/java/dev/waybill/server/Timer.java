package dev.waybill.server;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The engine's clock and alarm: what the engine does later, it does through one of these. */
interface Timer {
  long nanoTime();

  /** Runs a short action once, after a delay. */
  void after(long nanos, Runnable action);

  /** One daemon thread for all calls, started with the first action. */
  static Timer system() {
    return new Timer() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      @SuppressWarnings("FutureReturnValueIgnored") // actions do not throw and are not cancelled
      public void after(long nanos, Runnable action) {
        Alarm.EXECUTOR.schedule(action, nanos, TimeUnit.NANOSECONDS);
      }
    };
  }

  /** Apart, because few servers need it for their first answer. */
  final class Alarm {
    private static final ScheduledThreadPoolExecutor EXECUTOR =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("waybill-timer").factory());

    private Alarm() {}
  }
}
