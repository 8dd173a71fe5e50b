package dev.waybill.client;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread whose patience runs out while it is blocked in what knows no such limit. One
 * thread watches over all; it sleeps until the first is due, so that a call that ends in time costs
 * an entry in a set and no timer of its own.
 */
final class Watch {
  private static final Set<Watch> ALL = ConcurrentHashMap.newKeySet();
  private static final long EPOCH = System.nanoTime();

  /** When the watcher looks again by itself; who is due earlier wakes it. Never while it looks. */
  private static volatile long looksAt = Long.MAX_VALUE;

  private final Patience patience;
  private final Thread thread = Thread.currentThread();
  private boolean ended;
  private boolean expired;

  private Watch(Patience patience) {
    this.patience = patience;
  }

  /** What blocks, and gives up when it is interrupted. */
  interface Blocking<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Started with the first watch; it costs nothing while there is none. */
  private static final class Watcher {
    static final Thread THREAD =
        Thread.ofVirtual().name("waybill-watch").start(Watch::watchOverAll);
  }

  /**
   * Runs what blocks, for as long as there is patience.
   *
   * @throws TimeoutException when it ran out
   * @throws InterruptedException when someone else interrupted the thread
   */
  static <T> T over(Patience patience, Blocking<T> blocking)
      throws IOException, InterruptedException, TimeoutException {
    Watch watch = new Watch(patience);
    boolean interrupted = false;
    ALL.add(watch);
    try {
      if (now() + patience.left() < looksAt) {
        LockSupport.unpark(Watcher.THREAD);
      }
      return blocking.run();
    } catch (InterruptedException e) {
      interrupted = true;
      if (watch.end()) {
        throw new TimeoutException();
      }
      throw e;
    } finally {
      ALL.remove(watch);
      if (watch.end() && !interrupted) {
        Thread.interrupted(); // ours, and too late: what was watched came to its end by itself
      }
    }
  }

  /** A thread is in one watch at a time; the hash of any object would have to be made first. */
  @Override
  public int hashCode() {
    return Long.hashCode(thread.threadId());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  /** Nothing of ours interrupts the thread from here on; whether something did. */
  private synchronized boolean end() {
    ended = true;
    return expired;
  }

  /** Interrupts the thread if its time has come; when to look again otherwise. */
  private synchronized long look() {
    long left = patience.left();
    if (left > 0) {
      return now() + left;
    }
    // Interrupted by someone else already, it will say so itself.
    if (!ended && !expired && !thread.isInterrupted()) {
      expired = true;
      thread.interrupt();
    }
    return Long.MAX_VALUE;
  }

  private static void watchOverAll() {
    while (true) {
      looksAt = Long.MAX_VALUE;
      long next = Long.MAX_VALUE;
      for (Watch watch : ALL) {
        next = Math.min(next, watch.look());
      }
      looksAt = next;
      if (next == Long.MAX_VALUE) {
        LockSupport.park();
      } else {
        LockSupport.parkNanos(next - now());
      }
    }
  }

  private static long now() {
    return System.nanoTime() - EPOCH;
  }
}
