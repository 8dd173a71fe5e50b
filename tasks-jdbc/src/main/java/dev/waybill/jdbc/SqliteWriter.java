package dev.waybill.jdbc;

import dev.waybill.tasks.TaskStoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. All that waits for it goes to the disk in one transaction, because
 * syncing is what costs; within it each piece of work is undone alone when it fails. A thread of
 * its own, because a virtual one would hold its carrier while the disk works.
 */
final class SqliteWriter implements AutoCloseable {
  private static final int AT_ONCE = 256;

  private final Statements db;
  private final LinkedBlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "waybill-sqlite-writer");
  private final Pending<Boolean> last = new Pending<>(connection -> true);
  private boolean closed;

  private SqliteWriter(Statements db) {
    this.db = db;
  }

  static SqliteWriter start(Statements db) {
    SqliteWriter writer = new SqliteWriter(db);
    writer.thread.setDaemon(true);
    writer.thread.start();
    return writer;
  }

  /** Work whose thread waits for it. */
  private static final class Pending<T> {
    final SqliteFile.Work<T> work;
    private volatile @Nullable Thread caller;
    Optional<T> result = Optional.empty();
    @Nullable Throwable failure;
    volatile boolean done;

    Pending(SqliteFile.Work<T> work) {
      this.work = work;
    }

    void run(Statements db) throws SQLException {
      db.execute("SAVEPOINT work");
      try {
        result = Optional.of(work.run(db));
      } catch (SQLException | RuntimeException e) {
        failure = e;
        db.execute("ROLLBACK TO work");
      }
      db.execute("RELEASE work");
    }

    void finish(@Nullable Throwable broken) {
      failure = broken == null ? failure : broken;
      done = true;
      LockSupport.unpark(caller);
    }

    /** An interrupt does not undo what is under way, so it is left for the caller to notice. */
    T await() {
      caller = Thread.currentThread();
      boolean interrupted = false;
      while (!done) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return switch (failure) {
        case null -> result.orElseThrow();
        case RuntimeException e -> throw e;
        case Throwable e -> throw new TaskStoreException("The task file could not be written", e);
      };
    }
  }

  <T> T write(SqliteFile.Work<T> work) {
    Pending<T> pending = new Pending<>(work);
    enqueue(pending);
    return pending.await();
  }

  private synchronized void enqueue(Pending<?> pending) {
    if (closed) {
      throw new TaskStoreException("The task file is closed", null);
    }
    queue.add(pending);
  }

  private void run() {
    List<Pending<?>> batch = new ArrayList<>();
    try {
      while (!batch.contains(last)) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, AT_ONCE - 1);
        commit(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void commit(List<Pending<?>> batch) {
    Throwable broken = null;
    try {
      db.execute("BEGIN IMMEDIATE");
      for (Pending<?> pending : batch) {
        pending.run(db);
      }
      db.execute("COMMIT");
    } catch (SQLException | RuntimeException | Error e) {
      broken = e;
      try {
        db.execute("ROLLBACK");
      } catch (SQLException more) {
        e.addSuppressed(more);
      }
    }
    for (Pending<?> pending : batch) {
      pending.finish(broken);
    }
  }

  /** What was asked for before is still written. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      queue.add(last);
    }
    last.await();
    try {
      db.close();
    } catch (SQLException e) {
      throw new TaskStoreException("The task file could not be closed", e);
    }
  }
}
