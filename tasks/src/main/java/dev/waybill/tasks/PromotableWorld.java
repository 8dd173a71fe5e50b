package dev.waybill.tasks;

import dev.waybill.server.Entry;
import dev.waybill.server.Question;
import dev.waybill.server.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The world of a call that begins in its request and may become a task while it runs: first the
 * request's, from one moment on the task's. What was recorded before that moment is in both.
 */
final class PromotableWorld implements World {
  private static final Duration FOREVER = Duration.ofDays(1);

  private final World request;
  private @Nullable TaskWorld task;
  private boolean settled;

  PromotableWorld(World request) {
    this.request = request;
  }

  /**
   * Makes the call a task, unless it has ended or asked already.
   *
   * @param create stores the task with all that is recorded now
   * @return whether it is a task now
   */
  synchronized boolean promote(Supplier<TaskWorld> create) {
    if (settled) {
      return false;
    }
    task = create.get();
    request.entries().forEach(task::known);
    notifyAll();
    return true;
  }

  /** The handler ended or waits for the request's client: it does not become a task any more. */
  synchronized boolean settle() {
    settled = task == null;
    return settled;
  }

  private synchronized World current() {
    return task == null ? request : task;
  }

  @Override
  public String callId() {
    return request.callId();
  }

  @Override
  public Optional<Entry> find(String key) {
    return current().find(key);
  }

  @Override
  public List<Entry> entries() {
    return current().entries();
  }

  @Override
  public synchronized void record(Entry entry) {
    current().record(entry);
  }

  @Override
  public Optional<JsonNode> answer(Question<?> question) {
    Optional<JsonNode> later = current().answer(question);
    // An answer that came with the request and was not looked at before it became a task.
    return later.isPresent() ? later : request.answer(question);
  }

  @Override
  public synchronized void ask(List<Question<?>> unanswered) {
    settled = task == null;
    current().ask(unanswered);
  }

  @Override
  public Optional<String> taskId() {
    return current().taskId();
  }

  @Override
  public long fencingToken() {
    return current().fencingToken();
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    Optional<TaskWorld> durable = awaitTask(duration);
    if (durable.isPresent()) {
      durable.get().pause(duration);
    }
  }

  /** There is nobody to hand a request over to: waits to become a task. */
  @Override
  public void handOver() {
    try {
      awaitTask(FOREVER).orElseThrow().handOver();
    } catch (InterruptedException e) {
      throw new CancellationException("The client cancelled the call");
    }
  }

  /** A wait that is cut short by becoming a task goes on there, without the thread. */
  @Override
  public void sleep(String key, Duration duration) throws InterruptedException {
    long until = System.nanoTime() + duration.toNanos();
    Optional<TaskWorld> durable = awaitTask(duration);
    Duration left = Duration.ofNanos(until - System.nanoTime());
    if (durable.isPresent() && left.isPositive()) {
      durable.get().sleep(key, left);
    }
  }

  /** The task that the call is by then, or became within the time. */
  private synchronized Optional<TaskWorld> awaitTask(Duration longest) throws InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    long left = longest.toNanos();
    while (task == null && left > 0) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = until - System.nanoTime();
    }
    return Optional.ofNullable(task);
  }
}
