package dev.waybill.jdbc;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks in one SQLite file, which several processes on one machine may share. Written ahead and
 * synced to the disk in full before a method returns; what is written at the same time is synced
 * together.
 *
 * <pre>{@code
 * TaskStore store = SqliteTaskStore.open(Path.of("waybill.db"));
 * }</pre>
 *
 * <p>Leases are timed by the machine's monotonic clock, everything else by its calendar clock. The
 * file must lie on a local disk: locks of network file systems are not to be trusted.
 */
public final class SqliteTaskStore implements TaskStore {
  private static final String NOW = SqliteRows.NOW;

  private static final String HELD =
      " WHERE id = ? AND token = ? AND worker = ? AND status IN ('working', 'input_required')";

  private static final String N = "(SELECT n FROM task WHERE id = ?)";

  private final SqliteFile file;

  private SqliteTaskStore(SqliteFile file) {
    this.file = file;
  }

  /**
   * Opens a file, creating or migrating it where needed.
   *
   * @throws dev.waybill.tasks.TaskStoreException when it cannot be opened, or was written by a
   *     newer version
   */
  public static SqliteTaskStore open(Path path) {
    return new SqliteTaskStore(SqliteFile.open(path, SqliteSchema.TASKS));
  }

  @Override
  public Created create(NewTask task) {
    return file.write(db -> SqliteCreation.create(db, task));
  }

  @Override
  public Optional<TaskRow> find(String id) {
    return file.read(db -> find(db, id));
  }

  static Optional<TaskRow> find(Statements db, String id) throws SQLException {
    return db.sql(SqliteRows.SELECT + "WHERE t.id = ?").with(id).first(SqliteRows::read);
  }

  @Override
  public List<JournalRow> journal(String id) {
    return file.read(db ->
        db.sql("SELECT entry_key, payload FROM task_journal WHERE n = " + N + " ORDER BY seq")
            .with(id)
            .list(row -> new JournalRow(row.getString(1), row.getBytes(2))));
  }

  @Override
  public Map<String, byte[]> questions(String id) {
    return file.read(db -> {
      Map<String, byte[]> questions = new LinkedHashMap<>();
      db.sql("SELECT entry_key, payload FROM task_question WHERE n = " + N + " ORDER BY seq")
          .with(id)
          .list(row -> questions.put(row.getString(1), row.getBytes(2)));
      return questions;
    });
  }

  @Override
  public List<Claimed> claim(String worker, int max, Duration lease, Map<String, Integer> room) {
    // Looking does not wait for the one writer, and mostly there is nothing to do.
    return file.read(SqliteClaim::isAnythingDue)
        ? file.write(db -> new SqliteClaim(db, worker, lease).claim(max, room))
        : List.of();
  }

  @Override
  public Optional<Claimed> take(String id, String worker, Duration lease) {
    return file.write(db -> new SqliteClaim(db, worker, lease).take(id));
  }

  @Override
  public Set<String> renew(List<Lease> leases, Duration lease) {
    return file.write(db -> {
      Set<String> lost = new HashSet<>();
      for (Lease one : leases) {
        int held =
            db.sql("UPDATE task SET leased_until = ?, lease = ?, ready = 0" + HELD)
                .with(
                    SqliteClaim.monotonic() + lease.toMillis(),
                    lease.toMillis(),
                    one.taskId(),
                    one.token(),
                    one.worker())
                .update();
        if (held == 0) {
          lost.add(one.taskId());
        }
      }
      return lost;
    });
  }

  @Override
  public boolean record(Lease lease, String key, byte[] payload) {
    return file.write(db -> {
      Optional<Long> n =
          db.sql("SELECT n FROM task" + HELD)
              .with(lease.taskId(), lease.token(), lease.worker())
              .first(row -> row.getLong(1));
      if (n.isPresent()) {
        SqliteCreation.journal(db, n.get(), key, payload);
      }
      return n.isPresent();
    });
  }

  @Override
  public boolean report(String id, String statusMessage) {
    return file.write(db ->
        db.sql(
                    "UPDATE task SET message = ?, updated_at = "
                        + NOW
                        + " WHERE id = ? AND status IN ('working', 'input_required')")
                .with(statusMessage, id)
                .update()
            > 0);
  }

  @Override
  public boolean report(Lease lease, String statusMessage) {
    return file.write(db ->
        db.sql("UPDATE task SET message = ?, updated_at = " + NOW + HELD)
                .with(statusMessage, lease.taskId(), lease.token(), lease.worker())
                .update()
            > 0);
  }

  /** What giving a task up does in any case: a requested cancellation takes effect now. */
  private static final String RELEASE =
      "UPDATE task SET worker = NULL, leased_until = NULL, ready = 0, updated_at = "
          + NOW
          + ", ttl = CASE WHEN cancel_requested THEN "
          + SqliteCreation.KEPT
          + " ELSE ttl END, status = CASE WHEN cancel_requested THEN 'cancelled' ELSE ? END";

  @Override
  public boolean park(Lease lease, Map<String, byte[]> questions) {
    return file.write(db -> {
      Optional<Long> n =
          db.sql(RELEASE + HELD + " RETURNING n")
              .with(
                  TaskStatus.INPUT_REQUIRED.wireName(),
                  lease.taskId(),
                  lease.token(),
                  lease.worker())
              .first(row -> row.getLong(1));
      if (n.isEmpty()) {
        return false;
      }
      db.sql("DELETE FROM task_question WHERE n = ?").with(n.get()).update();
      int seq = 0;
      for (Map.Entry<String, byte[]> question : questions.entrySet()) {
        db.sql(
                "INSERT INTO task_question (n, entry_key, seq, payload) SELECT n, ?, ?, ? FROM task"
                    + " WHERE n = ? AND status = 'input_required'")
            .with(question.getKey(), ++seq, question.getValue(), n.get())
            .update();
      }
      return true;
    });
  }

  @Override
  public boolean postpone(
      Lease lease, Duration delay, Optional<String> statusMessage, boolean failed) {
    return file.write(db ->
        db.sql(
                    RELEASE
                        + ", due_at = min("
                        + NOW
                        + " + ?, coalesce(created_at + deadline, 9223372036854775807)), attempts ="
                        + " attempts + ?, message = coalesce(?, message)"
                        + HELD)
                .with(
                    TaskStatus.WORKING.wireName(),
                    delay.toMillis(),
                    failed ? 1 : 0,
                    statusMessage.orElse(null),
                    lease.taskId(),
                    lease.token(),
                    lease.worker())
                .update()
            > 0);
  }

  @Override
  public boolean settle(
      Lease lease, TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage) {
    return file.write(db -> {
      Optional<Long> n =
          db.sql(
                  "UPDATE task SET status = ?, message = coalesce(?, message), worker = NULL,"
                      + " leased_until = NULL, ready = 0, updated_at = "
                      + NOW
                      + ", ttl = "
                      + SqliteCreation.KEPT
                      + HELD
                      + " RETURNING n")
              .with(
                  status.wireName(),
                  statusMessage.orElse(null),
                  lease.taskId(),
                  lease.token(),
                  lease.worker())
              .first(row -> row.getLong(1));
      if (n.isPresent() && outcome.isPresent()) {
        db.sql("UPDATE task_body SET outcome = ? WHERE n = ?")
            .with(outcome.get(), n.get())
            .update();
      }
      return n.isPresent();
    });
  }

  @Override
  public Set<String> answer(String id, Map<String, byte[]> answers) {
    return file.write(db -> {
      Set<String> taken = new LinkedHashSet<>();
      Optional<Long> n =
          db.sql("SELECT n FROM task WHERE id = ? AND status = 'input_required'")
              .with(id)
              .first(row -> row.getLong(1));
      if (n.isEmpty()) {
        return taken;
      }
      for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
        int open =
            db.sql("DELETE FROM task_question WHERE n = ? AND entry_key = ?")
                .with(n.get(), answer.getKey())
                .update();
        if (open > 0) {
          SqliteCreation.journal(db, n.get(), answer.getKey(), answer.getValue());
          taken.add(answer.getKey());
        }
      }
      if (!taken.isEmpty()) {
        db.sql(
                """
                UPDATE task SET updated_at = %1$s, due_at = %1$s, ready = answered,
                  status = CASE WHEN answered THEN 'working' ELSE 'input_required' END
                FROM (SELECT NOT EXISTS (SELECT 1 FROM task_question WHERE n = ?) AS answered)
                WHERE n = ?\
                """
                    .formatted(NOW))
            .with(n.get(), n.get())
            .update();
      }
      return taken;
    });
  }

  @Override
  public Optional<TaskRow> cancel(String id) {
    return file.write(db -> {
      Optional<Boolean> running =
          db.sql(
                  "SELECT leased_until > ? FROM task WHERE id = ? AND status IN ('working',"
                      + " 'input_required')")
              .with(SqliteClaim.monotonic(), id)
              .first(row -> row.getBoolean(1));
      if (running.isPresent()) {
        db.sql(
                running.get()
                    ? "UPDATE task SET cancel_requested = 1 WHERE id = ?"
                    : "UPDATE task SET status = 'cancelled', ready = 0, worker = NULL,"
                        + " leased_until = NULL, updated_at = "
                        + NOW
                        + ", ttl = "
                        + SqliteCreation.KEPT
                        + " WHERE id = ?")
            .with(id)
            .update();
        if (!running.get()) {
          db.sql("DELETE FROM task_question WHERE n = " + N).with(id).update();
        }
      }
      return find(db, id);
    });
  }

  @Override
  public Set<String> cancelRequests(String worker) {
    return file.read(db ->
        new HashSet<>(
            db.sql("SELECT id FROM task WHERE cancel_requested = 1 AND worker = ?")
                .with(worker)
                .list(row -> row.getString(1))));
  }

  @Override
  public int sweep(int max, Duration grace) {
    return file.write(db ->
        db.sql(
                "DELETE FROM task WHERE n IN (SELECT n FROM task INDEXED BY task_expiry WHERE"
                    + " created_at + ttl <= "
                    + NOW
                    + " - ? LIMIT ?)")
            .with(grace.toMillis(), max)
            .update());
  }

  @Override
  public long queued() {
    return file.read(SqliteClaim::queued);
  }

  @Override
  public List<TaskRow> list(TaskFilter filter, Optional<Position> after, int max) {
    return file.read(db -> SqliteLists.list(db, filter, after, max));
  }

  @Override
  public Map<TaskStatus, Tally> tally() {
    return file.read(db -> {
      Map<TaskStatus, Tally> tally = new EnumMap<>(TaskStatus.class);
      db.sql(
              "SELECT status, count(*), %s - min(created_at) FROM task GROUP BY status"
                  .formatted(NOW))
          .list(row ->
              tally.put(
                  SqliteRows.status(row.getString(1)),
                  new Tally(row.getLong(2), Duration.ofMillis(row.getLong(3)))));
      return tally;
    });
  }

  @Override
  public boolean retry(String id) {
    return file.write(db -> SqliteCreation.retry(db, id));
  }

  @Override
  public boolean purge(String id) {
    return file.write(db ->
        db.sql("DELETE FROM task WHERE id = ? AND status NOT IN ('working', 'input_required')")
                .with(id)
                .update()
            > 0);
  }

  @Override
  public void close() {
    file.close();
  }
}
