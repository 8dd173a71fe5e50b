package dev.waybill.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with a thread of its own, made anew whenever it is lost. */
final class PostgresLine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLine.class);
  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 5_000;

  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread thread;
  private final DataSource source;
  private final Use use;
  private volatile @Nullable Connection connection;
  private volatile boolean ready;
  private volatile boolean closed;

  /** What is done with the connection, until the line is closed or the connection lost. */
  interface Use {
    void run(Connection connection, PostgresLine line) throws SQLException, InterruptedException;
  }

  PostgresLine(String name, DataSource source, Use use) {
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::keep);
    this.source = source;
    this.use = use;
  }

  void start() {
    thread.start();
  }

  /** Waits for the first connection, but not past a {@link System#nanoTime()}. */
  void await(long until) {
    try {
      if (!first.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} has no connection yet and goes on trying", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Said by the user of a connection: it works. */
  void ready() {
    ready = true;
    first.countDown();
  }

  boolean closed() {
    return closed;
  }

  private void keep() {
    long pause = FIRST_PAUSE;
    while (!closed) {
      try (Connection fresh = source.getConnection()) {
        connection = fresh;
        use.run(fresh, this);
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          pause = ready ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * pause);
          LOG.info("{} lost its connection; another try in {} ms", thread.getName(), pause);
          LOG.debug("Why {} lost its connection", thread.getName(), e);
        }
      } catch (InterruptedException e) {
        return;
      } finally {
        ready = false;
        connection = null;
      }
      try {
        if (!closed) {
          Thread.sleep(pause);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Connection open = connection;
    try {
      if (open != null) {
        open.abort(Runnable::run);
      }
    } catch (SQLException e) {
      LOG.debug("Closing failed", e);
    }
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
