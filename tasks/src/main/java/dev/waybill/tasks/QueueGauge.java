package dev.waybill.tasks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the queue has room for another task. Counting a long queue is slow, so it is counted now
 * and then, and what this worker added since is added; workers that share a queue may therefore
 * exceed its limit by what they add within a second.
 */
final class QueueGauge {
  private static final long STALE = TimeUnit.SECONDS.toNanos(1);
  private static final long STALE_WHEN_FULL = TimeUnit.MILLISECONDS.toNanos(50);

  private final TaskStore store;
  private final long limit;
  private final ReentrantLock counting = new ReentrantLock();
  private final AtomicLong added = new AtomicLong();
  private volatile boolean counted;
  private volatile long queued;
  private volatile long countedNanos;

  QueueGauge(TaskStore store, long limit) {
    this.store = store;
    this.limit = limit;
  }

  long limit() {
    return limit;
  }

  /** Takes a place in the queue; false when there is none. */
  boolean enter() {
    long age = System.nanoTime() - countedNanos;
    if (!counted || age > STALE || (isFull() && age > STALE_WHEN_FULL)) {
      count();
    }
    if (isFull()) {
      return false;
    }
    added.incrementAndGet();
    return true;
  }

  private boolean isFull() {
    return queued + added.get() >= limit;
  }

  /** One thread counts; the others go by what is known. */
  private void count() {
    if (!counting.tryLock()) {
      return;
    }
    try {
      long before = added.get();
      queued = store.queued();
      added.addAndGet(-before);
      countedNanos = System.nanoTime();
      counted = true;
    } finally {
      counting.unlock();
    }
  }
}
