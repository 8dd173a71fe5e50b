package dev.waybill.tasks;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;
import dev.waybill.server.Cancellation;
import dev.waybill.server.RetryPolicy;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.ToolInvocation;
import dev.waybill.server.ToolInvocation.Ran;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a task under a lease, and what is stored when it stops. */
final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  /** Why a handler is to stop; a later reason outranks an earlier one. */
  enum Stop {
    NONE,
    /** The worker is shut down: the task is handed back. */
    CLOSING,
    OVERDUE,
    CANCELLED,
    /** Someone else holds the lease. */
    LOST
  }

  private final LeasedTask task;
  private final Payloads payloads;
  private final ForeignJobs foreignJobs;
  private final ToolInvocation call;
  private final int attemptsBefore;
  private final Optional<Long> deadlineNanos;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable Thread thread;
  private boolean over;
  private volatile Stop stop = Stop.NONE;

  Execution(
      LeasedTask task,
      Payloads payloads,
      ForeignJobs foreignJobs,
      ToolInvocation call,
      TaskRow row) {
    this.task = task;
    this.payloads = payloads;
    this.foreignJobs = foreignJobs;
    this.call = call;
    this.attemptsBefore = row.state().attempts();
    this.deadlineNanos =
        row.times()
            .deadline()
            .map(limit -> System.nanoTime() + limit.minus(row.times().age()).toNanos());
  }

  LeasedTask task() {
    return task;
  }

  ToolInvocation call() {
    return call;
  }

  TaskPolicy policy() {
    return call.tool().taskPolicy();
  }

  String tool() {
    return call.tool().id();
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** The handler's thread from here on: who stops it interrupts it. */
  synchronized void begin(Thread handler) {
    thread = handler;
  }

  /** Whether the deadline has passed. */
  boolean isOverdue() {
    return deadlineNanos.filter(at -> System.nanoTime() - at >= 0).isPresent();
  }

  /** Interrupts the handler; what it comes to then depends on the reason. */
  synchronized void stop(Stop reason) {
    if (over || reason.compareTo(stop) <= 0) {
      return;
    }
    stop = reason;
    // Apart, because actions on cancellation are the handler's own, and a write may be under way.
    Thread.startVirtualThread(() -> {
      cancellation.cancel();
      task.betweenWrites(this::interrupt);
    });
  }

  private synchronized void interrupt() {
    if (thread != null && !over) {
      thread.interrupt();
    }
  }

  /** Stores what a run came to. */
  void finish(TaskWorld world, Ran ran) {
    synchronized (this) {
      over = true;
    }
    // An interrupt that came too late for the handler must not break the store's own work.
    var unused = Thread.interrupted();
    boolean stored =
        switch (ran) {
          case Ran.Done(Result result) -> complete(result);
          case Ran.Waits waits -> wait(world);
          case Ran.Refused(McpException error) -> fail(error);
          case Ran.Threw(LeaseLost lost) -> false;
          case Ran.Threw(Throwable failure) -> stopped(failure);
        };
    if (stored) {
      task.changed();
    } else {
      LOG.debug("Task {} was taken over or settled by someone else", task.id());
    }
  }

  private boolean stopped(Throwable failure) {
    return switch (stop) {
      case NONE -> retry(failure);
      case CLOSING -> handBack();
      case OVERDUE -> runOut();
      case CANCELLED -> {
        foreignJobs.cancel(tool(), task.id());
        yield settle(TaskStatus.CANCELLED, Optional.empty(), "Cancelled");
      }
      case LOST -> false;
    };
  }

  /** Its time is over. */
  boolean runOut() {
    foreignJobs.cancel(tool(), task.id());
    return fail("The task was not done in time");
  }

  /** A worker was lost while it did what must not be repeated. */
  boolean giveUp() {
    return fail(
        "The worker was lost, and this work may run at most once: it may or may not be done");
  }

  private boolean handBack() {
    if (!policy().replayable()) {
      return giveUp();
    }
    boolean free = task.postpone(Duration.ZERO, Optional.empty(), false);
    task.due();
    return free;
  }

  private boolean complete(Result result) {
    byte[] outcome = payloads.write(task.id(), Payloads.OutcomePayload.completed(result));
    Optional<String> tooLarge = Payloads.tooLarge(outcome);
    return tooLarge.isPresent()
        ? fail(tooLarge.get())
        : settle(TaskStatus.COMPLETED, Optional.of(outcome), null);
  }

  private boolean wait(TaskWorld world) {
    Optional<Duration> pause = world.pause();
    return pause.isPresent()
        ? task.postpone(pause.get(), Optional.empty(), false)
        : task.park(world.asked());
  }

  private boolean retry(Throwable failure) {
    RetryPolicy policy = policy().retry();
    int failed = attemptsBefore + 1;
    Result result = call.failure(failure, cancellation);
    if (failed < policy.attempts() && policy.retryable().test(failure)) {
      Duration delay = policy.wait(failed, ThreadLocalRandom.current().nextDouble());
      return task.postpone(
          delay,
          Optional.of("Attempt " + failed + " of " + policy.attempts() + " failed; trying again"),
          true);
    }
    return complete(result);
  }

  private boolean fail(String message) {
    return fail(new McpException(ErrorCode.INTERNAL_ERROR, message));
  }

  /** Fails the task with a JSON-RPC error. */
  private boolean fail(McpException error) {
    byte[] outcome = payloads.write(task.id(), Payloads.OutcomePayload.failed(error));
    return settle(TaskStatus.FAILED, Optional.of(outcome), error.text());
  }

  private boolean settle(
      TaskStatus status, Optional<byte[]> outcome, @Nullable String statusMessage) {
    return task.settle(status, outcome, Optional.ofNullable(statusMessage));
  }
}
