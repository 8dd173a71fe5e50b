package dev.waybill.client;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for a reader. Equal ones are one, and of too many only remains that there were
 * too many: a slow reader costs neither memory nor the server's time.
 */
final class EventQueue {
  private static final int MOST = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashSet<SubscriptionEvent> waiting = new LinkedHashSet<>();
  private boolean ended;
  private @Nullable McpClientException failure;

  void add(SubscriptionEvent event) {
    lock.lock();
    try {
      if (waiting.size() >= MOST && !waiting.contains(event)) {
        waiting.clear();
        waiting.add(new SubscriptionEvent.Missed());
      } else {
        waiting.add(event);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void end(@Nullable McpClientException why) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        failure = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next event; empty when none came in time or the queue has ended.
   *
   * @throws McpClientException what it ended with
   */
  Optional<SubscriptionEvent> next(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (!waiting.isEmpty()) {
        return Optional.of(waiting.removeFirst());
      }
      if (failure != null) {
        throw failure;
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return ended && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
