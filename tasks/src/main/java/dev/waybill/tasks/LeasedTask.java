package dev.waybill.tasks;

import dev.waybill.server.Backplane;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task as the worker sees it that holds its lease. Waits for a store that is away, because all of
 * this may be asked again, and is never interrupted in the middle of a write.
 */
final class LeasedTask {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedTask.class);
  private static final long FIRST_WAIT_MILLIS = 50;
  private static final long LONGEST_WAIT_MILLIS = 1000;

  private final TaskStore store;
  private final Backplane backplane;
  private final Lease lease;
  private final Duration patience;
  private final ReentrantLock writing = new ReentrantLock();

  /**
   * @param patience how long to wait for a store that is away
   */
  LeasedTask(TaskStore store, Backplane backplane, Lease lease, Duration patience) {
    this.store = store;
    this.backplane = backplane;
    this.lease = lease;
    this.patience = patience;
  }

  Lease lease() {
    return lease;
  }

  String id() {
    return lease.taskId();
  }

  TaskStore store() {
    return store;
  }

  boolean record(String key, byte[] payload) {
    return persist(() -> store.record(lease, key, payload));
  }

  boolean park(Map<String, byte[]> questions) {
    return persist(() -> store.park(lease, questions));
  }

  boolean postpone(Duration delay, Optional<String> statusMessage, boolean failed) {
    return persist(() -> store.postpone(lease, delay, statusMessage, failed));
  }

  boolean settle(TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage) {
    return persist(() -> store.settle(lease, status, outcome, statusMessage));
  }

  /** A status message is not worth waiting for. */
  void report(String message) {
    quietly(() -> {
      try {
        return store.report(lease, message);
      } catch (TaskStoreException away) {
        LOG.debug("A status message of task {} was lost", id(), away);
        return false;
      }
    });
    changed();
  }

  /** Tells everyone that something about the task is different. */
  void changed() {
    TaskNews.tell(backplane, TaskNews.Kind.CHANGED, id());
  }

  /** Tells everyone that the task can be run. */
  void due() {
    TaskNews.tell(backplane, TaskNews.Kind.DUE, id());
  }

  /** Does it while nothing is being written. */
  void betweenWrites(Runnable action) {
    writing.lock();
    try {
      action.run();
    } finally {
      writing.unlock();
    }
  }

  private boolean persist(BooleanSupplier write) {
    long giveUp = System.nanoTime() + patience.toNanos();
    return quietly(() -> {
      long wait = FIRST_WAIT_MILLIS;
      while (true) {
        try {
          return write.getAsBoolean();
        } catch (TaskStoreException away) {
          if (System.nanoTime() - giveUp >= 0) {
            LOG.warn("Task {} is left to others: its store did not come back", id(), away);
            throw new LeaseLost(id());
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait));
          wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
        }
      }
    });
  }

  /** An interrupt would break connections; the handler hears of it afterwards. */
  private boolean quietly(BooleanSupplier write) {
    boolean interrupted = false;
    writing.lock();
    try {
      interrupted = Thread.interrupted();
      return write.getAsBoolean();
    } finally {
      writing.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
