package dev.waybill.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a call may still take: never past its deadline, and never silent for longer than its
 * idle limit. One instance serves all rounds of a call.
 */
final class Patience {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Duration total;
  private final Duration idle;
  private final long idleNanos;
  private final long deadline;
  private final AtomicInteger asking = new AtomicInteger();
  private volatile long heard;

  Patience(Duration total, Duration idle) {
    this.total = total;
    this.idle = idle;
    this.idleNanos = nanos(idle);
    this.heard = System.nanoTime();
    this.deadline = heard + nanos(total);
  }

  /** The server showed that it is at work. */
  void heard() {
    heard = System.nanoTime();
  }

  /** The server waits for an answer of ours: from now on it is not it that is silent. */
  void asked() {
    asking.incrementAndGet();
  }

  /** It has its answer. */
  void answered() {
    heard();
    asking.decrementAndGet();
  }

  /** Nanoseconds until the nearer of both limits; zero or less when it has passed. */
  long left() {
    long now = System.nanoTime();
    return asking.get() > 0
        ? Math.min(deadline - now, idleNanos)
        : Math.min(deadline - now, heard + idleNanos - now);
  }

  /** Nanoseconds until the deadline alone. */
  long untilDeadline() {
    return deadline - System.nanoTime();
  }

  McpClientException.TimedOut expired(Where where) {
    boolean absolute = untilDeadline() <= 0;
    return where.timedOut(
        absolute
            ? "no result within "
                + total
                + "; the call was cancelled. Give it more with CallOptions.timeout, or start it as"
                + " a task"
            : "nothing heard for "
                + idle
                + "; the call was cancelled. Give it more with CallOptions.idleTimeout");
  }

  private static long nanos(Duration duration) {
    // Half of all there is: sums with the clock must not overflow.
    return duration.compareTo(LONGEST) > 0 ? Long.MAX_VALUE / 2 : duration.toNanos();
  }
}
