package dev.waybill.tasks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose worker dies at one of its writes: before it happens, or after it happened and
 * before anybody heard of it. A dead worker does nothing any more.
 */
final class DyingStore {
  private static final Set<String> WRITES =
      Set.of("create", "record", "report", "park", "postpone", "settle", "answer", "cancel");

  /** What a dead worker's calls come to. */
  static final class Dead extends Error {
    private static final long serialVersionUID = 1;

    Dead() {
      super("This worker is dead", null, false, false);
    }
  }

  private final TaskStore store;
  private final int last;
  private final boolean before;
  private final AtomicInteger writes = new AtomicInteger();
  private volatile boolean dead;
  private final CountDownLatch death = new CountDownLatch(1);

  /**
   * @param last the write at which the worker dies, from 1
   */
  DyingStore(TaskStore store, int last, boolean before) {
    this.store = store;
    this.last = last;
    this.before = before;
  }

  /** Does something once the worker is dead. */
  void onDeath(Runnable action) {
    Thread.startVirtualThread(() -> {
      try {
        death.await();
        action.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private Dead die() {
    dead = true;
    death.countDown();
    return new Dead();
  }

  int writes() {
    return writes.get();
  }

  boolean isDead() {
    return dead;
  }

  TaskStore proxy() {
    return (TaskStore)
        Proxy.newProxyInstance(
            TaskStore.class.getClassLoader(),
            new Class<?>[] {TaskStore.class},
            (self, method, arguments) -> {
              if (dead) {
                throw new Dead();
              }
              boolean write = WRITES.contains(method.getName());
              if (write && before && writes.incrementAndGet() == last) {
                throw die();
              }
              try {
                Object result = method.invoke(store, arguments);
                // Looking for work writes only when there is some.
                boolean claimed =
                    result instanceof List<?> some
                        && !some.isEmpty()
                        && method.getName().equals("claim");
                if ((claimed || (write && !before)) && writes.incrementAndGet() == last) {
                  throw die();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
