package dev.waybill.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way to one server, opened when it is first needed: a dead server fails the call, not the
 * start of the application. Those who wait while another opens it share what that comes to.
 */
final class Connection implements AutoCloseable {
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
  private static final Duration BETWEEN_DOUBTS = Duration.ofMinutes(1);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);

  private final Opening opening;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Era era;
  private volatile boolean closed;
  private int failures;
  private boolean reconsidered;
  private long reconsideredAt;
  private long failedAt;
  private @Nullable McpClientException failure;

  Connection(Opening opening) {
    this.opening = opening;
  }

  String server() {
    return opening.server();
  }

  ObjectNode request(Request request) {
    Era assumed = era(request.patience(), where(request));
    try {
      return assumed.request(request);
    } catch (EraDoubt e) {
      Era now = reconsidered(assumed, request, e);
      try {
        return now.request(request);
      } catch (EraDoubt again) {
        throw again.failure();
      }
    }
  }

  /** The era that replaces one in doubt; the request was refused unread, so it may go out again. */
  private Era reconsidered(Era assumed, Request request, EraDoubt doubt) {
    if (!opening.mayChange()) {
      throw doubt.failure();
    }
    lock(request.patience(), where(request));
    try {
      Era known = era;
      if (known != null && !known.equals(assumed)) {
        return known;
      }
      long now = System.nanoTime();
      if (closed || (reconsidered && now - reconsideredAt < BETWEEN_DOUBTS.toNanos())) {
        throw doubt.failure();
      }
      reconsidered = true;
      reconsideredAt = now;
      Era found;
      try {
        found = opening.open(request.patience());
      } catch (McpClientException e) {
        doubt.failure().addSuppressed(e);
        throw doubt.failure();
      }
      if (found instanceof ModernEra && assumed instanceof ModernEra) {
        throw doubt.failure(); // it is what it was, and refuses this request
      }
      // The one before is not closed: both stand on the same connections.
      era = found;
      return found;
    } finally {
      lock.unlock();
    }
  }

  Where where(Request request) {
    return new Where(server(), request.method(), request.target());
  }

  /** The era, found now if it was not before. */
  Era era(Patience patience, Where where) {
    Era known = era;
    if (known != null && known.isOpen()) {
      return known;
    }
    long asked = System.nanoTime();
    lock(patience, where);
    try {
      return opened(asked, patience, where);
    } finally {
      lock.unlock();
    }
  }

  private void lock(Patience patience, Where where) {
    try {
      if (!lock.tryLock(Math.max(0, patience.left()), TimeUnit.NANOSECONDS)) {
        throw patience.expired(where);
      }
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    }
  }

  private Era opened(long asked, Patience patience, Where where) {
    if (closed) {
      throw where.cancelled("the client is closed", null);
    }
    Era known = era;
    if (known != null && known.isOpen()) {
      return known;
    }
    if (failure != null && failedAt - asked > 0) {
      throw failure;
    }
    backOff(patience, where);
    try {
      Era found = opening.open(patience);
      if (closed) {
        found.close();
        throw where.cancelled("the client was closed", null);
      }
      era = found;
      failures = 0;
      failure = null;
      return found;
    } catch (McpClientException.Unreachable e) {
      failures++;
      failedAt = System.nanoTime();
      failure = e;
      throw e;
    }
  }

  private void backOff(Patience patience, Where where) {
    if (failures == 0) {
      return;
    }
    long backoff =
        Math.min(LONGEST_BACKOFF.toNanos(), FIRST_BACKOFF.toNanos() << Math.min(failures - 1, 20));
    long wait = Math.min(failedAt + backoff - System.nanoTime(), patience.left());
    try {
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    Era open = era;
    if (open != null) {
      open.close();
    }
    opening.close();
  }
}
