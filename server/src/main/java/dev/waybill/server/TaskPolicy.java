package dev.waybill.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * When a tool's calls become durable tasks, and how those are run (extension {@code
 * io.modelcontextprotocol/tasks}). Clients that do not understand tasks get the plain result.
 *
 * <pre>{@code
 * .task(TaskPolicy.whenSlowerThan(Duration.ofSeconds(2)).retry(RetryPolicy.attempts(3)))
 * }</pre>
 *
 * @param when whether and when a call becomes a task
 * @param patience for {@link When#SLOWER}: how long a call may take within its request
 * @param required whether clients that do not understand tasks are refused with -32021
 * @param replayable whether a run that was cut off may be run again from its journal
 * @param retry what happens when the handler fails
 * @param deadline the longest a task may take from its creation; it fails then
 * @param ttl how long a task is kept from its creation, finished or not
 * @param retention how long it is kept from its end, if that is longer
 * @param concurrency how many tasks of the tool each worker runs at once
 * @param priority tasks of a higher priority are started first
 * @param idempotencyKey names what a call is about: a repeated one of the same principal returns
 *     the task of the first
 */
public record TaskPolicy(
    When when,
    Duration patience,
    boolean required,
    boolean replayable,
    RetryPolicy retry,
    Optional<Duration> deadline,
    Duration ttl,
    Duration retention,
    int concurrency,
    int priority,
    @Nullable BiFunction<ObjectNode, Principal, String> idempotencyKey) {

  private static final Duration DEFAULT_TTL = Duration.ofHours(24);
  private static final Duration DEFAULT_RETENTION = Duration.ofHours(1);

  /** Whether and when a call becomes a task. */
  public enum When {
    NEVER,
    /** Once it has taken longer than {@link TaskPolicy#patience}. */
    SLOWER,
    ALWAYS
  }

  public TaskPolicy {
    if (patience.isNegative()
        || ttl.isNegative()
        || ttl.isZero()
        || retention.isNegative()
        || concurrency < 1
        || deadline.filter(d -> d.isNegative() || d.isZero()).isPresent()) {
      throw new IllegalArgumentException("A task policy's durations and limits are positive");
    }
  }

  private static TaskPolicy of(When when, Duration patience) {
    return new TaskPolicy(
        when,
        patience,
        false,
        true,
        RetryPolicy.NONE,
        Optional.empty(),
        DEFAULT_TTL,
        DEFAULT_RETENTION,
        Integer.MAX_VALUE,
        0,
        null);
  }

  /** Calls are answered within their requests; what tools do until said. */
  public static TaskPolicy never() {
    return of(When.NEVER, Duration.ZERO);
  }

  /** Every call becomes a task at once. */
  public static TaskPolicy always() {
    return of(When.ALWAYS, Duration.ZERO);
  }

  /** A call starts in its request; what is not done in time goes on as a task where it is. */
  public static TaskPolicy whenSlowerThan(Duration patience) {
    return of(When.SLOWER, patience);
  }

  /** Refuses clients that do not understand tasks. */
  public TaskPolicy require() {
    return new TaskPolicy(
        when,
        patience,
        true,
        replayable,
        retry,
        deadline,
        ttl,
        retention,
        concurrency,
        priority,
        idempotencyKey);
  }

  /** Never runs the handler twice: a task whose worker was lost fails. */
  public TaskPolicy atMostOnce() {
    return new TaskPolicy(
        when,
        patience,
        required,
        false,
        RetryPolicy.NONE,
        deadline,
        ttl,
        retention,
        concurrency,
        priority,
        idempotencyKey);
  }

  public TaskPolicy retry(RetryPolicy policy) {
    if (!replayable) {
      throw new IllegalArgumentException("A task that runs at most once cannot be retried");
    }
    return new TaskPolicy(
        when,
        patience,
        required,
        true,
        policy,
        deadline,
        ttl,
        retention,
        concurrency,
        priority,
        idempotencyKey);
  }

  /** Fails tasks that take longer than this from their creation. */
  public TaskPolicy deadline(Duration limit) {
    return new TaskPolicy(
        when,
        patience,
        required,
        replayable,
        retry,
        Optional.of(limit),
        ttl,
        retention,
        concurrency,
        priority,
        idempotencyKey);
  }

  /** Keeps tasks for this long from their creation; 24 hours until said. */
  public TaskPolicy ttl(Duration kept) {
    return new TaskPolicy(
        when,
        patience,
        required,
        replayable,
        retry,
        deadline,
        kept,
        retention,
        concurrency,
        priority,
        idempotencyKey);
  }

  /** Keeps tasks for at least this long from their end; 1 hour until said. */
  public TaskPolicy retention(Duration kept) {
    return new TaskPolicy(
        when,
        patience,
        required,
        replayable,
        retry,
        deadline,
        ttl,
        kept,
        concurrency,
        priority,
        idempotencyKey);
  }

  /**
   * Each worker runs at most so many tasks of the tool at once; as many as it has room for until
   * said.
   */
  public TaskPolicy concurrency(int tasks) {
    return new TaskPolicy(
        when,
        patience,
        required,
        replayable,
        retry,
        deadline,
        ttl,
        retention,
        tasks,
        priority,
        idempotencyKey);
  }

  /** Starts tasks of higher priority first; 0 until said. */
  public TaskPolicy priority(int level) {
    return new TaskPolicy(
        when,
        patience,
        required,
        replayable,
        retry,
        deadline,
        ttl,
        retention,
        concurrency,
        level,
        idempotencyKey);
  }

  /** Returns the same task for repeated calls with the same key by the same principal. */
  public TaskPolicy idempotencyKey(BiFunction<ObjectNode, Principal, String> key) {
    return new TaskPolicy(
        when,
        patience,
        required,
        replayable,
        retry,
        deadline,
        ttl,
        retention,
        concurrency,
        priority,
        key);
  }
}
