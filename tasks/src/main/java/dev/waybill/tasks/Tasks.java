package dev.waybill.tasks;

import dev.waybill.server.Backplane;
import dev.waybill.server.KeyRing;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a store, for those who do not run them: work done elsewhere, and operators.
 *
 * <pre>{@code
 * Tasks tasks = Tasks.in(store).backplane(backplane).keys(keys);
 * tasks.handle(taskId).report("stage 2 of 3");
 * tasks.admin().retry(taskId);
 * }</pre>
 */
public final class Tasks {
  private final TaskStore store;
  private final Backplane backplane;
  private final @Nullable KeyRing keys;

  private Tasks(TaskStore store, Backplane backplane, @Nullable KeyRing keys) {
    this.store = store;
    this.backplane = backplane;
    this.keys = keys;
  }

  /** The tasks of a store. */
  public static Tasks in(TaskStore store) {
    return new Tasks(store, Backplane.local(), null);
  }

  /** Tells workers and subscribers of changes at once; they look for themselves otherwise. */
  public Tasks backplane(Backplane plane) {
    return new Tasks(store, plane, keys);
  }

  /** The keys that workers seal with; without them results are written in the open. */
  public Tasks keys(KeyRing ring) {
    return new Tasks(store, backplane, ring);
  }

  /** The task of that id, which need not exist. */
  public TaskHandle handle(String taskId) {
    return new TaskHandle(taskId, store, backplane, Payloads.sealedWith(keys));
  }

  /**
   * Hears of every task to which something happens, by its id, as far as the backplane tells.
   *
   * @param listener quick, as all news may wait for it
   * @return ends the listening when it is closed
   */
  public AutoCloseable listen(Consumer<String> listener) {
    return TaskNews.listen(backplane, news -> listener.accept(news.taskId()));
  }

  /** What operators see and do. */
  public TaskAdmin admin() {
    return new TaskAdmin(store, backplane, Payloads.sealedWith(keys));
  }
}
