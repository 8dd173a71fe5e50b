package dev.waybill.tasks;

import dev.waybill.server.Entry;
import dev.waybill.server.Question;
import dev.waybill.server.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The world of a call that begins in its request and may become a task while it runs: first the
 * request's, from one moment on the task's. What was recorded before that moment is in both.
 */
final class PromotableWorld implements World {
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

  /** A wait that is cut short by becoming a task goes on there, without the thread. */
  @Override
  public void sleep(String key, Duration duration) throws InterruptedException {
    long until = System.nanoTime() + duration.toNanos();
    TaskWorld durable;
    synchronized (this) {
      long left = duration.toNanos();
      while (task == null && left > 0) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
        left = until - System.nanoTime();
      }
      if (task == null || left <= 0) {
        return;
      }
      durable = task;
    }
    durable.sleep(key, Duration.ofNanos(until - System.nanoTime()));
  }
}
