package dev.waybill.tasks;

import dev.waybill.server.KeyRing;
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
    return new Tasks(store, new LocalBackplane(), null);
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

  /** What operators see and do. */
  public TaskAdmin admin() {
    return new TaskAdmin(store, backplane, Payloads.sealedWith(keys));
  }
}
