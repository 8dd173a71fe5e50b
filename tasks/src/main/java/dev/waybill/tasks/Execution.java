package dev.waybill.tasks;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;
import dev.waybill.server.Cancellation;
import dev.waybill.server.RetryPolicy;
import dev.waybill.server.ToolInvocation;
import dev.waybill.server.ToolInvocation.Ran;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One run of a task under a lease, and what is stored when it stops. */
final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
  private static final int MAX_RESULT = 4 << 20;

  private final TaskStore store;
  private final Payloads payloads;
  private final Backplane backplane;
  private final Lease lease;
  private final int attemptsBefore;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable Thread thread;
  private boolean over;
  private volatile boolean cancelled;
  private volatile boolean abandoned;

  Execution(
      TaskStore store, Payloads payloads, Backplane backplane, Lease lease, int attemptsBefore) {
    this.store = store;
    this.payloads = payloads;
    this.backplane = backplane;
    this.lease = lease;
    this.attemptsBefore = attemptsBefore;
  }

  Lease lease() {
    return lease;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** The handler's thread from here on: who cancels interrupts it. */
  synchronized void begin(Thread handler) {
    thread = handler;
  }

  /** Someone asked for the task to be cancelled. */
  void cancel() {
    cancelled = true;
    interrupt();
  }

  /**
   * The lease is gone, or given up: the handler stops, and whoever leases the task next goes on.
   */
  void abandon() {
    abandoned = true;
    interrupt();
  }

  private void interrupt() {
    cancellation.cancel();
    synchronized (this) {
      if (thread != null && !over) {
        thread.interrupt();
      }
    }
  }

  /** A status message from the handler's progress. */
  void report(String message) {
    if (store.report(lease, message)) {
      backplane.publish(new Backplane.Message(Backplane.News.CHANGED, lease.taskId()));
    }
  }

  /** Stores what a run came to. */
  void finish(ToolInvocation call, TaskWorld world, Ran ran) {
    synchronized (this) {
      over = true;
    }
    // An interrupt that came too late for the handler must not break the store's own work.
    var unused = Thread.interrupted();
    boolean stored =
        switch (ran) {
          case Ran.Done(Result result) -> complete(result);
          case Ran.Waits waits -> wait(world);
          case Ran.Refused(McpException error) -> fail(error.code().code(), error.text(), error);
          case Ran.Threw(LeaseLost lost) -> false;
          case Ran.Threw(Throwable stopped) when abandoned -> false;
          case Ran.Threw(Throwable failure) when cancelled ->
              settle(TaskStatus.CANCELLED, Optional.empty(), "Cancelled");
          case Ran.Threw(Throwable failure) -> retry(call, failure);
        };
    if (stored) {
      backplane.publish(new Backplane.Message(Backplane.News.CHANGED, lease.taskId()));
    } else {
      LOG.debug("Task {} was taken over or settled by someone else", lease.taskId());
    }
  }

  private boolean complete(Result result) {
    JsonNode json = Json.mapper().valueToTree(result);
    byte[] outcome = payloads.write(new Payloads.OutcomePayload(json, null));
    if (outcome.length > MAX_RESULT) {
      return fail(
          -32603,
          "The result has "
              + (outcome.length >> 20)
              + " MiB, more than the "
              + (MAX_RESULT >> 20)
              + " MiB a task may keep: return a resource link instead",
          null);
    }
    return settle(TaskStatus.COMPLETED, Optional.of(outcome), null);
  }

  private boolean wait(TaskWorld world) {
    Optional<Duration> pause = world.pause();
    if (pause.isPresent()) {
      return store.postpone(lease, pause.get(), Optional.empty(), false);
    }
    return store.park(lease, world.asked());
  }

  private boolean retry(ToolInvocation call, Throwable failure) {
    RetryPolicy policy = call.tool().taskPolicy().retry();
    int failed = attemptsBefore + 1;
    Result result = call.failure(failure, cancellation);
    if (failed < policy.attempts() && policy.retryable().test(failure)) {
      Duration delay = policy.wait(failed, ThreadLocalRandom.current().nextDouble());
      return store.postpone(
          lease,
          delay,
          Optional.of("Attempt " + failed + " of " + policy.attempts() + " failed; trying again"),
          true);
    }
    return complete(result);
  }

  /** Fails the task with a JSON-RPC error. */
  boolean fail(int code, String message, @Nullable McpException cause) {
    ObjectNode error = Json.mapper().createObjectNode().put("code", code).put("message", message);
    if (cause != null) {
      cause.data().ifPresent(data -> error.set("data", data));
    }
    byte[] outcome = payloads.write(new Payloads.OutcomePayload(null, error));
    return settle(TaskStatus.FAILED, Optional.of(outcome), message);
  }

  private boolean settle(
      TaskStatus status, Optional<byte[]> outcome, @Nullable String statusMessage) {
    return store.settle(lease, status, outcome, Optional.ofNullable(statusMessage));
  }
}
