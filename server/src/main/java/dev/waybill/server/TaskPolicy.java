package dev.waybill.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
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
 * <p>Never changes: each method returns another policy.
 */
public final class TaskPolicy {
  /** Whether and when a call becomes a task. */
  public enum When {
    NEVER,
    /** Once it has taken longer than {@link TaskPolicy#patience}. */
    SLOWER,
    ALWAYS
  }

  /** What is agreed on; shared by nobody while it changes. */
  private static final class Terms implements Cloneable {
    When when = When.NEVER;
    Duration patience = Duration.ZERO;
    boolean required;
    boolean replayable = true;
    RetryPolicy retry = RetryPolicy.NONE;
    Optional<Duration> deadline = Optional.empty();
    Duration ttl = Duration.ofHours(24);
    Duration retention = Duration.ofHours(1);
    int concurrency = Integer.MAX_VALUE;
    int priority;
    @Nullable BiFunction<ObjectNode, Principal, String> idempotencyKey;

    @Override
    protected Terms clone() {
      try {
        return (Terms) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final Terms terms;

  private TaskPolicy(Terms terms) {
    this.terms = terms;
  }

  private static TaskPolicy of(When when, Duration patience) {
    if (patience.isNegative()) {
      throw new IllegalArgumentException("The patience must not be negative, was " + patience);
    }
    Terms terms = new Terms();
    terms.when = when;
    terms.patience = patience;
    return new TaskPolicy(terms);
  }

  private TaskPolicy with(Consumer<Terms> change) {
    Terms changed = terms.clone();
    change.accept(changed);
    return new TaskPolicy(changed);
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

  /** Refuses clients that do not understand tasks with -32021. */
  public TaskPolicy require() {
    return with(t -> t.required = true);
  }

  /** Never runs the handler twice: a task whose worker was lost fails. */
  public TaskPolicy atMostOnce() {
    return with(t -> {
      t.replayable = false;
      t.retry = RetryPolicy.NONE;
    });
  }

  /**
   * Runs handlers that fail again.
   *
   * @throws IllegalArgumentException for work that runs at most once
   */
  public TaskPolicy retry(RetryPolicy policy) {
    if (!terms.replayable) {
      throw new IllegalArgumentException("A task that runs at most once cannot be retried");
    }
    return with(t -> t.retry = policy);
  }

  /** Fails tasks that take longer than this from their creation. */
  public TaskPolicy deadline(Duration limit) {
    return with(t -> t.deadline = Optional.of(positive("deadline", limit)));
  }

  /** Keeps tasks for this long from their creation, finished or not; 24 hours until said. */
  public TaskPolicy ttl(Duration kept) {
    return with(t -> t.ttl = positive("time to live", kept));
  }

  /** Keeps tasks for at least this long from their end; 1 hour until said. */
  public TaskPolicy retention(Duration kept) {
    return with(t -> t.retention = positive("retention", kept));
  }

  /**
   * Each worker runs at most so many tasks of the tool at once; as many as it has room for until
   * said.
   */
  public TaskPolicy concurrency(int tasks) {
    if (tasks < 1) {
      throw new IllegalArgumentException("The concurrency must be at least 1, was " + tasks);
    }
    return with(t -> t.concurrency = tasks);
  }

  /** Starts tasks of higher priority first; 0 until said. */
  public TaskPolicy priority(int level) {
    return with(t -> t.priority = level);
  }

  /**
   * Names what a call is about: a repeated call with the same key by the same principal returns the
   * task of the first.
   */
  public TaskPolicy idempotencyKey(BiFunction<ObjectNode, Principal, String> key) {
    return with(t -> t.idempotencyKey = key);
  }

  private static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("The " + name + " must be positive, was " + value);
    }
    return value;
  }

  public When when() {
    return terms.when;
  }

  /** For {@link When#SLOWER}: how long a call may take within its request. */
  public Duration patience() {
    return terms.patience;
  }

  /** Whether clients that do not understand tasks are refused. */
  public boolean required() {
    return terms.required;
  }

  /** Whether a run that was cut off may be run again from its journal. */
  public boolean replayable() {
    return terms.replayable;
  }

  public RetryPolicy retry() {
    return terms.retry;
  }

  public Optional<Duration> deadline() {
    return terms.deadline;
  }

  public Duration ttl() {
    return terms.ttl;
  }

  public Duration retention() {
    return terms.retention;
  }

  public int concurrency() {
    return terms.concurrency;
  }

  public int priority() {
    return terms.priority;
  }

  public Optional<BiFunction<ObjectNode, Principal, String>> idempotencyKey() {
    return Optional.ofNullable(terms.idempotencyKey);
  }
}
