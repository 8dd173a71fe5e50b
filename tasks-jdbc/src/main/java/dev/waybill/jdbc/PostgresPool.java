package dev.waybill.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.tasks.TaskStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Connections to PostgreSQL and the threads that use them. The threads are our own because an
 * interrupt closes the socket that a virtual thread reads from: who calls may be interrupted, and
 * still waits for what happened to be known.
 */
final class PostgresPool implements AutoCloseable {
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 4;

  /** Deadlock and serialization failure: nothing happened, and once more is likely to work. */
  private static final Set<String> ONCE_MORE = Set.of("40P01", "40001");

  /**
   * Plans by index whatever the statistics say, because a plan made while the table was small must
   * still be good when it has grown; nothing answered before it is durable; no lock held for ever.
   */
  private static final String SESSION =
      """
      SELECT set_config('search_path', 'pg_catalog', false),
        set_config('plan_cache_mode', 'force_generic_plan', false),
        set_config('enable_seqscan', 'off', false),
        set_config('enable_bitmapscan', 'off', false),
        set_config('enable_hashjoin', 'off', false),
        set_config('enable_mergejoin', 'off', false),
        set_config('jit', 'off', false),
        set_config('default_transaction_isolation', 'read committed', false),
        set_config('synchronous_commit', CASE current_setting('synchronous_commit')
          WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),
        set_config('lock_timeout', '8s', false),
        set_config('statement_timeout', '15s', false),
        set_config('idle_in_transaction_session_timeout', '15s', false)\
      """;

  private final HikariDataSource connections;
  private final ThreadPoolExecutor lanes;
  private final AtomicLong evicted = new AtomicLong(System.nanoTime());
  private final String prefix;

  PostgresPool(PostgresDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("waybill-postgres");
    config.setDataSource(database.source());
    config.setConnectionInitSql(SESSION);
    config.setMaximumPoolSize(database.connections());
    config.setMinimumIdle(2);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(5_000);
    config.setValidationTimeout(3_000);
    config.setKeepaliveTime(30_000);
    config.setIdleTimeout(120_000);
    config.setMaxLifetime(1_800_000);
    connections = new HikariDataSource(config);
    int size = database.connections();
    lanes =
        new ThreadPoolExecutor(
            size,
            size,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("waybill-postgres-", 1).factory());
    lanes.allowCoreThreadTimeOut(true);
    prefix = '"' + database.schema() + "\".";
  }

  /** Something done with a connection, which commits each statement by itself. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** A statement in which names in braces are tables of the store's schema. */
  String sql(String text) {
    return text.replace("{", prefix).replace("}", "");
  }

  /**
   * Does something and waits for it, also while interrupted: the wait is bounded by the timeouts of
   * connections.
   */
  <T> T run(Work<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    long asked = System.nanoTime();
    execute(() -> {
      try {
        done.complete(call(work, asked));
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    return result(done);
  }

  /** What came of something done in a lane. */
  static <T> T result(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private static RuntimeException failure(Throwable cause) {
    if (cause instanceof SQLException failed) {
      return unanswered(failed);
    }
    return cause instanceof RuntimeException failed
        ? failed
        : new IllegalStateException("The store failed", cause);
  }

  private static TaskStoreException unanswered(SQLException cause) {
    String state = cause.getSQLState();
    return new TaskStoreException(
        "PostgreSQL did not do what was asked (SQL state "
            + (state == null ? "none" : state)
            + "); it may have happened or not",
        cause);
  }

  void execute(Runnable job) {
    try {
      lanes.execute(job);
    } catch (RejectedExecutionException e) {
      throw new TaskStoreException("The store is closed", e);
    }
  }

  /** In a lane: does something that was asked for at some time. */
  <T> T call(Work<T> work, long asked) throws SQLException {
    if (System.nanoTime() - asked > ANSWERED_WITHIN.toNanos()) {
      throw new SQLException("No connection was free in time", "08000");
    }
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = connections.getConnection()) {
        return work.run(connection);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !ONCE_MORE.contains(String.valueOf(e.getSQLState()))) {
          renew(e.getSQLState());
          throw e;
        }
      }
    }
  }

  /** When one connection is lost, or leads to a server that became a standby, all others are. */
  private void renew(@Nullable String state) {
    long last = evicted.get();
    long now = System.nanoTime();
    boolean lost =
        state != null
            && (state.startsWith("08") || state.startsWith("57P") || state.equals("25006"));
    if (lost
        && now - last > TimeUnit.SECONDS.toNanos(1)
        && evicted.compareAndSet(last, now)
        && connections.getHikariPoolMXBean() != null) {
      connections.getHikariPoolMXBean().softEvictConnections();
    }
  }

  /** Several statements that happen together. */
  static <T> T together(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run(connection);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException lost) {
        e.addSuppressed(lost);
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  @Override
  public void close() {
    lanes.shutdown();
    try {
      if (!lanes.awaitTermination(5, TimeUnit.SECONDS)) {
        lanes.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.close();
  }
}
