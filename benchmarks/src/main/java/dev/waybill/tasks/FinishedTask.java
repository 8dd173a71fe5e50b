package dev.waybill.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Fills a store with tasks that have ended, as the engine would: its ids, its two writes. */
public final class FinishedTask {
  private static final int BYTES = 200;
  private static final NewTask.Terms TERMS =
      new NewTask.Terms(
          0, Optional.empty(), Duration.ofDays(1), Duration.ofHours(1), Optional.empty());
  private static final Optional<NewTask.Owner> OWNER =
      Optional.of(new NewTask.Owner("filler", Duration.ofMinutes(10)));

  private FinishedTask() {}

  public static void store(TaskStore store) {
    TaskStore.Created created =
        store.create(
            new NewTask(
                TaskIds.next(), "someone", "work", new byte[BYTES], List.of(), TERMS, OWNER));
    store.settle(
        created.lease().orElseThrow(),
        TaskStatus.COMPLETED,
        Optional.of(new byte[BYTES]),
        Optional.empty());
  }
}
