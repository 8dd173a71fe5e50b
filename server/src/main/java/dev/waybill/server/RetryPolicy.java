package dev.waybill.server;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * What happens to a task whose handler throws.
 *
 * @param attempts how often the handler may be run in all, at least 1
 * @param first the wait before the second attempt; doubled for each further one
 * @param most the longest wait
 * @param retryable which failures are worth another attempt
 */
public record RetryPolicy(
    int attempts, Duration first, Duration most, Predicate<Throwable> retryable) {
  /** One attempt. */
  public static final RetryPolicy NONE = attempts(1);

  public RetryPolicy {
    if (attempts < 1 || first.isNegative() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "A retry policy has at least 1 attempt and waits that do not shrink");
    }
  }

  /** So many attempts, one second and then twice as long apart, at most five minutes. */
  public static RetryPolicy attempts(int attempts) {
    return new RetryPolicy(
        attempts,
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        failure -> failure instanceof Exception);
  }

  /**
   * The wait before the next attempt.
   *
   * @param failed how many attempts failed, at least 1
   * @param random from 0 to 1: the wait is shortened by up to half of it, so that tasks that failed
   *     together do not come back together
   */
  public Duration wait(int failed, double random) {
    long full = first.toMillis() << Math.min(failed - 1, 40);
    if (full < 0 || full > most.toMillis()) {
      full = most.toMillis();
    }
    return Duration.ofMillis((long) (full * (1 - random / 2)));
  }
}
