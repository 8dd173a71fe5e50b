package dev.waybill.tasks;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prolongs the leases of what a worker runs, hears of cancellations that no news came of, ends what
 * is overdue, and removes what has expired.
 */
final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final Duration EXPIRED_KNOWN = Duration.ofHours(1);
  private static final int SWEPT_AT_ONCE = 100;

  private final Worker worker;
  private final TaskStore store;
  private final Duration lease;

  Heartbeat(Worker worker, TaskStore store, Duration lease) {
    this.worker = worker;
    this.store = store;
    this.lease = lease;
  }

  void beat() {
    long renewAt = System.nanoTime();
    long sweepAt = System.nanoTime() + SWEEP.toNanos();
    while (!worker.isClosed() || !worker.running().isEmpty()) {
      try {
        Thread.sleep(LOOK);
        if (!worker.running().isEmpty()) {
          stopOverdue();
          store.cancelRequests(worker.id()).forEach(worker::cancel);
        }
        if (System.nanoTime() - renewAt >= 0) {
          renew();
          renewAt = System.nanoTime() + lease.toNanos() / 4;
        }
        if (System.nanoTime() - sweepAt >= 0) {
          sweep();
          sweepAt = System.nanoTime() + SWEEP.toNanos();
        }
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        LOG.warn("The task store did not answer; trying again", e);
      }
    }
  }

  private void stopOverdue() {
    for (Execution execution : worker.running().values()) {
      if (execution.isOverdue()) {
        execution.stop(Execution.Stop.OVERDUE);
      }
    }
  }

  private void renew() {
    List<Lease> held =
        worker.running().values().stream().map(execution -> execution.task().lease()).toList();
    if (held.isEmpty()) {
      return;
    }
    for (String lost : store.renew(held, lease)) {
      Execution execution = worker.running().get(lost);
      if (execution != null) {
        execution.stop(Execution.Stop.LOST);
      }
    }
  }

  private void sweep() {
    int swept;
    do {
      swept = store.sweep(SWEPT_AT_ONCE, EXPIRED_KNOWN);
    } while (swept == SWEPT_AT_ONCE && !worker.isClosed());
  }
}
