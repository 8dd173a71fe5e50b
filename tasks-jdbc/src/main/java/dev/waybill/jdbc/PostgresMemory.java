package dev.waybill.jdbc;

import static dev.waybill.jdbc.PostgresRows.MICROS;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryException;
import dev.waybill.tasks.TaskStoreException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Groups and logs in tables; every call is one transaction in one round trip. */
final class PostgresMemory implements SharedMemory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresMemory.class);
  private static final Duration SWEEP = Duration.ofSeconds(20);
  private static final int SWEPT = 200;
  private static final String GROUP = "group:";
  private static final String LOGGED = "log:";

  /**
   * Finds a group or log or begins it, anew when its time was over, and makes it live long enough.
   * It gets an eighth more than asked for, so that not every write moves it in the index.
   */
  private static final String HOLD =
      """
      DELETE FROM {memory} WHERE name = ? AND expires_at <= now();
      WITH held AS (
        INSERT INTO {memory} AS m (name, expires_at) VALUES (?, now() + ?MICROS)
        ON CONFLICT (name) DO UPDATE SET expires_at = CASE
          WHEN m.expires_at < now() + ?MICROS THEN excluded.expires_at ELSE m.expires_at END
        RETURNING m.id)
      """
          .replace("MICROS", MICROS);

  private static final String PUT =
      HOLD
          + """
          INSERT INTO {memory_value} (memory_id, digest, key, value) SELECT id, ?, ?, ? FROM held
          ON CONFLICT (memory_id, digest) DO UPDATE SET value = excluded.value\
          """;

  private static final String APPEND =
      HOLD
          + """
          INSERT INTO {memory_entry} (memory_id, number, entry) SELECT id, ?, ? FROM held
          ON CONFLICT (memory_id, number) DO UPDATE SET entry = excluded.entry\
          """;

  private static final String REMOVE =
      """
      DELETE FROM {memory_value} v USING {memory} m
      WHERE m.name = ? AND v.memory_id = m.id AND v.digest = ?\
      """;

  private static final String READ =
      """
      SELECT v.key, v.value FROM {memory} m JOIN {memory_value} v ON v.memory_id = m.id
      WHERE m.name = ? AND m.expires_at > now()\
      """;

  private static final String READ_AFTER =
      """
      SELECT number, entry FROM {memory_entry}
      WHERE memory_id = (SELECT id FROM {memory} WHERE name = ? AND expires_at > now())
        AND number > ? ORDER BY number LIMIT ?\
      """;

  private static final String TRIM =
      """
      DELETE FROM {memory_entry}
      WHERE memory_id = (SELECT id FROM {memory} WHERE name = ?) AND number <= ?\
      """;

  private static final String OVER =
      """
      DELETE FROM {memory} m USING (
        SELECT id FROM {memory} WHERE expires_at <= now()
        ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED) AS over
      WHERE m.id = over.id\
      """;

  private final PostgresDatabase database;
  private final Duration sweep;
  private final AtomicLong swept = new AtomicLong(System.nanoTime());
  private final ReentrantLock opening = new ReentrantLock();
  private @Nullable PostgresPool pool;
  private boolean closed;
  private volatile boolean prepared;

  PostgresMemory(PostgresDatabase database) {
    this(database, SWEEP);
  }

  /**
   * @param sweep how often what is over is removed
   */
  PostgresMemory(PostgresDatabase database, Duration sweep) {
    this.database = database;
    this.sweep = sweep;
  }

  @Override
  public void put(String group, String key, byte[] value, Duration life) {
    String text = PostgresText.encode(key);
    write(PUT, GROUP + group, life, digest(text), text, value);
  }

  @Override
  public void remove(String group, String key) {
    update(REMOVE, GROUP + group, digest(PostgresText.encode(key)));
  }

  @Override
  public void removeAll(String group) {
    update("DELETE FROM {memory} WHERE name = ?", GROUP + group);
  }

  @Override
  public Map<String, byte[]> read(String group) {
    Map<String, byte[]> values = new HashMap<>();
    run(
        READ,
        new Object[] {GROUP + group},
        query ->
            query.list(row -> values.put(PostgresText.decode(row.getString(1)), row.getBytes(2))));
    return values;
  }

  @Override
  public void append(String log, long number, byte[] entry, Duration life) {
    write(APPEND, LOGGED + log, life, number, entry);
  }

  @Override
  public List<Numbered> readAfter(String log, long number, int most) {
    return run(
        READ_AFTER,
        new Object[] {LOGGED + log, number, most},
        query -> query.list(row -> new Numbered(row.getLong(1), row.getBytes(2))));
  }

  @Override
  public void trim(String log, long upTo) {
    update(TRIM, LOGGED + log, upTo);
  }

  private void write(String sql, String name, Duration life, Object... what) {
    long asked = PostgresRows.micros(life);
    Object[] parameters = new Object[4 + what.length];
    parameters[0] = name;
    parameters[1] = name;
    parameters[2] = asked + asked / 8;
    parameters[3] = asked;
    System.arraycopy(what, 0, parameters, 4, what.length);
    update(sql, parameters);
    sweepNowAndThen();
  }

  private void update(String sql, Object... parameters) {
    run(sql, parameters, PostgresQuery::update);
  }

  private interface Use<T> {
    T of(PostgresQuery query) throws SQLException;
  }

  private <T> T run(String sql, Object[] parameters, Use<T> use) {
    try {
      PostgresPool open = pool();
      if (!prepared) {
        new PostgresSchema(database.schema()).prepare(open);
        prepared = true;
      }
      String text = open.sql(sql);
      return open.run(connection -> use.of(PostgresQuery.of(connection, text).with(parameters)));
    } catch (TaskStoreException e) {
      throw new SharedMemoryException(String.valueOf(e.getMessage()), e);
    }
  }

  private PostgresPool pool() {
    opening.lock();
    try {
      if (closed) {
        throw new TaskStoreException("The backplane is closed", null);
      }
      if (pool == null) {
        pool = new PostgresPool(database);
      }
      return pool;
    } finally {
      opening.unlock();
    }
  }

  /** In a lane of the pool, so that nobody waits for it. */
  private void sweepNowAndThen() {
    long last = swept.get();
    long now = System.nanoTime();
    if (now - last >= sweep.toNanos() && swept.compareAndSet(last, now)) {
      try {
        PostgresPool open = pool();
        open.execute(() -> sweep(open));
      } catch (TaskStoreException e) {
        LOG.debug("Closed before what is over was removed", e);
      }
    }
  }

  private static void sweep(PostgresPool pool) {
    String over = pool.sql(OVER);
    int gone = SWEPT;
    try {
      while (gone == SWEPT) {
        gone =
            pool.call(
                connection -> PostgresQuery.of(connection, over).with(SWEPT).update(),
                System.nanoTime());
      }
    } catch (SQLException | RuntimeException e) {
      LOG.debug("What is over was not removed this time", e);
    }
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() {
    opening.lock();
    try {
      closed = true;
      if (pool != null) {
        pool.close();
      }
    } finally {
      opening.unlock();
    }
  }
}
