package dev.waybill.jdbc;

import static dev.waybill.jdbc.SqliteRows.NOW;

import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryException;
import dev.waybill.tasks.TaskStoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Groups and logs in a file that processes share. */
final class SqliteMemory implements SharedMemory {
  private static final String GROUP = "group:";
  private static final String LOG = "log:";

  /** So many writes later what is over is removed, this much at a time. */
  private static final int SWEEP_EVERY = 64;

  private static final int SWEPT = 200;

  private static final String FORGET = "DELETE FROM memory WHERE name = ? AND expires_at <= " + NOW;

  private static final String HOLD =
      "INSERT INTO memory (name, expires_at) VALUES (?, "
          + NOW
          + " + ?) ON CONFLICT (name) DO UPDATE SET expires_at = max(expires_at,"
          + " excluded.expires_at)";

  private static final String PUT =
      """
      INSERT INTO memory_value (memory_id, key, value) SELECT id, ?, ? FROM memory WHERE name = ?
      ON CONFLICT (memory_id, key) DO UPDATE SET value = excluded.value\
      """;

  private static final String APPEND =
      """
      INSERT INTO memory_entry (memory_id, number, entry) SELECT id, ?, ? FROM memory WHERE name = ?
      ON CONFLICT (memory_id, number) DO UPDATE SET entry = excluded.entry\
      """;

  private static final String ID = "(SELECT id FROM memory WHERE name = ?)";
  private static final String ALIVE =
      "(SELECT id FROM memory WHERE name = ? AND expires_at > " + NOW + ")";

  private static final String OVER =
      "DELETE FROM memory WHERE id IN (SELECT id FROM memory WHERE expires_at <= "
          + NOW
          + " ORDER BY expires_at LIMIT ?)";

  private final SqliteFile file;

  /** Counted by the one thread that writes. */
  private int writes;

  SqliteMemory(SqliteFile file) {
    this.file = file;
  }

  @Override
  public void put(String group, String key, byte[] value, Duration life) {
    write(db -> {
      hold(db, GROUP + group, life);
      return db.sql(PUT).with(PostgresText.encode(key), value, GROUP + group).update();
    });
  }

  @Override
  public void remove(String group, String key) {
    write(db ->
        db.sql("DELETE FROM memory_value WHERE memory_id = " + ID + " AND key = ?")
            .with(GROUP + group, PostgresText.encode(key))
            .update());
  }

  @Override
  public void removeAll(String group) {
    write(db -> db.sql("DELETE FROM memory WHERE name = ?").with(GROUP + group).update());
  }

  @Override
  public Map<String, byte[]> read(String group) {
    Map<String, byte[]> values = new HashMap<>();
    read(db ->
        db.sql("SELECT key, value FROM memory_value WHERE memory_id = " + ALIVE)
            .with(GROUP + group)
            .list(row ->
                values.put(
                    PostgresText.decode(row.getString(1)),
                    SqliteBackplane.bytes(row.getBytes(2)))));
    return values;
  }

  @Override
  public void append(String log, long number, byte[] entry, Duration life) {
    write(db -> {
      hold(db, LOG + log, life);
      return db.sql(APPEND).with(number, entry, LOG + log).update();
    });
  }

  @Override
  public List<Numbered> readAfter(String log, long number, int most) {
    return read(db ->
        db.sql(
                "SELECT number, entry FROM memory_entry WHERE memory_id = "
                    + ALIVE
                    + " AND number > ? ORDER BY number LIMIT ?")
            .with(LOG + log, number, most)
            .list(row -> new Numbered(row.getLong(1), SqliteBackplane.bytes(row.getBytes(2)))));
  }

  @Override
  public void trim(String log, long upTo) {
    write(db ->
        db.sql("DELETE FROM memory_entry WHERE memory_id = " + ID + " AND number <= ?")
            .with(LOG + log, upTo)
            .update());
  }

  /** Makes a group or log live long enough, anew when its time was over. */
  private void hold(Statements db, String name, Duration life) throws SQLException {
    if (++writes % SWEEP_EVERY == 0) {
      db.sql(OVER).with(SWEPT).update();
    }
    db.sql(FORGET).with(name).update();
    // Milliseconds; not shorter than was asked for.
    db.sql(HOLD).with(name, life.toMillis() + 1).update();
  }

  private void write(SqliteFile.Work<Integer> work) {
    int unused = answered(() -> file.write(work));
  }

  private <T> T read(SqliteFile.Work<T> work) {
    return answered(() -> file.read(work));
  }

  private static <T> T answered(Supplier<T> asked) {
    try {
      return asked.get();
    } catch (TaskStoreException e) {
      throw new SharedMemoryException("The backplane's file could not be used", e);
    }
  }
}
