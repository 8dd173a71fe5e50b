package dev.waybill.jdbc;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.QueueFullException;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks in one SQLite file, which several processes on one machine may share. Written ahead and
 * synced to the disk in full before a method returns.
 *
 * <pre>{@code
 * TaskStore store = SqliteTaskStore.open(Path.of("waybill.db"));
 * }</pre>
 */
public final class SqliteTaskStore implements TaskStore {
  private static final int MAX_QUEUED = 100_000;

  /** The machine's clock, read by the database: all processes that share the file share it. */
  private static final String NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

  private static final String HELD =
      " WHERE id = ? AND token = ? AND worker = ? AND status IN ('working', 'input_required')";

  private final SqliteFile file;

  private SqliteTaskStore(SqliteFile file) {
    this.file = file;
  }

  /** Opens a file, creating or migrating it where needed. */
  public static SqliteTaskStore open(Path path) {
    return new SqliteTaskStore(SqliteFile.open(path));
  }

  @Override
  public Created create(NewTask task) {
    return file.write(connection -> {
      if (task.idempotencyKey().isPresent()) {
        Optional<TaskRow> earlier =
            Sql.of(
                    connection,
                    "SELECT *, %s AS now FROM task WHERE principal = ? AND tool = ? AND idempotency_key = ?"
                        .formatted(NOW))
                .with(task.principal(), task.tool(), task.idempotencyKey().get())
                .first(Rows::task);
        if (earlier.isPresent()) {
          return new Created(earlier.get(), false, Optional.empty());
        }
      }
      long open =
          Sql.of(
                  connection,
                  "SELECT count(*) FROM task WHERE status IN ('working', 'input_required')")
              .first(row -> row.getLong(1))
              .orElse(0L);
      if (open >= MAX_QUEUED) {
        throw new QueueFullException(MAX_QUEUED);
      }
      insert(connection, task);
      TaskRow row = find(connection, task.id()).orElseThrow();
      return new Created(
          row, true, task.owner().map(owner -> new Lease(task.id(), owner.worker(), 1)));
    });
  }

  private static void insert(Connection connection, NewTask task) throws SQLException {
    Optional<NewTask.Owner> owner = task.owner();
    Sql.of(
            connection,
            """
            INSERT INTO task (id, principal, tool, idempotency_key, payload, priority, created_at,
              updated_at, due_at, ttl, deadline, worker, token, leased_until)
            SELECT ?, ?, ?, ?, ?, ?, now, now, now, ?, ?, ?, ?, now + ? FROM (SELECT %s AS now)\
            """
                .formatted(NOW))
        .with(
            task.id(),
            task.principal(),
            task.tool(),
            task.idempotencyKey().orElse(null),
            task.payload(),
            task.priority(),
            task.ttl().toMillis(),
            task.deadline().map(Duration::toMillis).orElse(null),
            owner.map(NewTask.Owner::worker).orElse(null),
            owner.isPresent() ? 1 : 0,
            owner.map(o -> o.lease().toMillis()).orElse(null))
        .update();
    for (JournalRow row : task.journal()) {
      journal(connection, task.id(), row.key(), row.payload());
    }
  }

  private static void journal(Connection connection, String id, String key, byte[] payload)
      throws SQLException {
    Sql.of(
            connection,
            """
            INSERT INTO task_journal (task_id, seq, entry_key, payload)
            SELECT ?, coalesce(max(seq), 0) + 1, ?, ? FROM task_journal WHERE task_id = ?
            ON CONFLICT (task_id, entry_key) DO UPDATE SET payload = excluded.payload\
            """)
        .with(id, key, payload, id)
        .update();
  }

  @Override
  public Optional<TaskRow> find(String id) {
    return file.read(connection -> find(connection, id));
  }

  private static Optional<TaskRow> find(Connection connection, String id) throws SQLException {
    return Sql.of(connection, "SELECT *, %s AS now FROM task WHERE id = ?".formatted(NOW))
        .with(id)
        .first(Rows::task);
  }

  @Override
  public List<JournalRow> journal(String id) {
    return file.read(connection ->
        Sql.of(
                connection,
                "SELECT entry_key, payload FROM task_journal WHERE task_id = ? ORDER BY seq")
            .with(id)
            .list(row -> new JournalRow(row.getString(1), row.getBytes(2))));
  }

  @Override
  public Map<String, byte[]> questions(String id) {
    return file.read(connection -> {
      Map<String, byte[]> questions = new LinkedHashMap<>();
      Sql.of(
              connection,
              "SELECT entry_key, payload FROM task_question WHERE task_id = ? ORDER BY seq")
          .with(id)
          .list(row -> questions.put(row.getString(1), row.getBytes(2)));
      return questions;
    });
  }

  @Override
  public List<Claimed> claim(String worker, int max, Duration lease, Set<String> except) {
    String due =
        """
        FROM task WHERE status = 'working' AND due_at <= %1$s
          AND (leased_until IS NULL OR leased_until <= %1$s)%2$s
        ORDER BY priority DESC, due_at LIMIT ?\
        """
            .formatted(
                NOW,
                except.isEmpty()
                    ? ""
                    : " AND tool NOT IN (?" + ", ?".repeat(except.size() - 1) + ")");
    List<Object> parameters = new ArrayList<>(except);
    parameters.add(max);
    // Looking does not wait for the one writer, and mostly there is nothing to do.
    boolean any =
        file.read(connection ->
            Sql.of(connection, "SELECT 1 " + due)
                .with(parameters.toArray())
                .first(row -> true)
                .isPresent());
    if (!any) {
      return List.of();
    }
    return file.write(connection -> {
      List<Object> all = new ArrayList<>();
      all.add(worker);
      all.add(lease.toMillis());
      all.addAll(parameters);
      List<String> ids =
          Sql.of(
                  connection,
                  "UPDATE task SET interrupted = worker IS NOT NULL, worker = ?, token = token + 1,"
                      + " leased_until = "
                      + NOW
                      + " + ? WHERE id IN (SELECT id "
                      + due
                      + ") RETURNING id")
              .with(all.toArray())
              .list(row -> row.getString(1));
      List<Claimed> claimed = new ArrayList<>();
      for (String id : ids) {
        claimed.add(
            Sql.of(connection, "SELECT *, %s AS now FROM task WHERE id = ?".formatted(NOW))
                .with(id)
                .first(row ->
                    new Claimed(
                        Rows.task(row),
                        new Lease(id, worker, row.getLong("token")),
                        row.getBoolean("interrupted")))
                .orElseThrow());
      }
      return claimed;
    });
  }

  @Override
  public Set<String> renew(List<Lease> leases, Duration lease) {
    return file.write(connection -> {
      Set<String> lost = new HashSet<>();
      for (Lease one : leases) {
        int held =
            Sql.of(connection, "UPDATE task SET leased_until = " + NOW + " + ?" + HELD)
                .with(lease.toMillis(), one.taskId(), one.token(), one.worker())
                .update();
        if (held == 0) {
          lost.add(one.taskId());
        }
      }
      return lost;
    });
  }

  private static boolean held(Connection connection, Lease lease) throws SQLException {
    return Sql.of(connection, "SELECT 1 FROM task" + HELD)
        .with(lease.taskId(), lease.token(), lease.worker())
        .first(row -> true)
        .isPresent();
  }

  @Override
  public boolean record(Lease lease, String key, byte[] payload) {
    return file.write(connection -> {
      if (!held(connection, lease)) {
        return false;
      }
      journal(connection, lease.taskId(), key, payload);
      return true;
    });
  }

  @Override
  public boolean report(Lease lease, String statusMessage) {
    return file.write(connection ->
        Sql.of(connection, "UPDATE task SET message = ?, updated_at = " + NOW + HELD)
                .with(statusMessage, lease.taskId(), lease.token(), lease.worker())
                .update()
            > 0);
  }

  /** What giving a task up does in any case: a requested cancellation takes effect now. */
  private static final String RELEASE =
      "UPDATE task SET worker = NULL, leased_until = NULL, updated_at = "
          + NOW
          + ", status = CASE WHEN cancel_requested THEN 'cancelled' ELSE ? END";

  @Override
  public boolean park(Lease lease, Map<String, byte[]> questions) {
    return file.write(connection -> {
      int parked =
          Sql.of(connection, RELEASE + HELD)
              .with(
                  TaskStatus.INPUT_REQUIRED.wireName(),
                  lease.taskId(),
                  lease.token(),
                  lease.worker())
              .update();
      if (parked == 0) {
        return false;
      }
      Sql.of(connection, "DELETE FROM task_question WHERE task_id = ?")
          .with(lease.taskId())
          .update();
      int seq = 0;
      for (Map.Entry<String, byte[]> question : questions.entrySet()) {
        Sql.of(connection, "INSERT INTO task_question VALUES (?, ?, ?, ?)")
            .with(lease.taskId(), ++seq, question.getKey(), question.getValue())
            .update();
      }
      return true;
    });
  }

  @Override
  public boolean postpone(
      Lease lease, Duration delay, Optional<String> statusMessage, boolean failed) {
    return file.write(connection ->
        Sql.of(
                    connection,
                    RELEASE
                        + ", due_at = "
                        + NOW
                        + " + ?, attempts = attempts + ?, message = coalesce(?, message)"
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
    return file.write(connection -> {
      int settled =
          Sql.of(
                  connection,
                  "UPDATE task SET status = ?, outcome = ?, message = coalesce(?, message), worker"
                      + " = NULL, leased_until = NULL, updated_at = "
                      + NOW
                      + HELD)
              .with(
                  status.wireName(),
                  outcome.orElse(null),
                  statusMessage.orElse(null),
                  lease.taskId(),
                  lease.token(),
                  lease.worker())
              .update();
      return settled > 0;
    });
  }

  @Override
  public Set<String> answer(String id, Map<String, byte[]> answers) {
    return file.write(connection -> {
      Set<String> taken = new LinkedHashSet<>();
      for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
        int open =
            Sql.of(
                    connection,
                    "DELETE FROM task_question WHERE task_id = ? AND entry_key = ? AND EXISTS"
                        + " (SELECT 1 FROM task WHERE id = task_id AND status = 'input_required')")
                .with(id, answer.getKey())
                .update();
        if (open > 0) {
          journal(connection, id, answer.getKey(), answer.getValue());
          taken.add(answer.getKey());
        }
      }
      if (!taken.isEmpty()) {
        Sql.of(
                connection,
                """
                UPDATE task SET updated_at = %1$s, due_at = %1$s, status = CASE
                  WHEN EXISTS (SELECT 1 FROM task_question WHERE task_id = id)
                  THEN 'input_required' ELSE 'working' END
                WHERE id = ?\
                """
                    .formatted(NOW))
            .with(id)
            .update();
      }
      return taken;
    });
  }

  @Override
  public Optional<TaskRow> cancel(String id) {
    return file.write(connection -> {
      Sql.of(
              connection,
              """
              UPDATE task SET
                cancel_requested = coalesce(leased_until > %1$s, 0),
                status = CASE WHEN coalesce(leased_until > %1$s, 0) THEN status ELSE 'cancelled' END,
                updated_at = %1$s
              WHERE id = ? AND status IN ('working', 'input_required')\
              """
                  .formatted(NOW))
          .with(id)
          .update();
      return find(connection, id);
    });
  }

  @Override
  public Set<String> cancelRequests(String worker) {
    return file.read(connection ->
        new HashSet<>(
            Sql.of(connection, "SELECT id FROM task WHERE cancel_requested = 1 AND worker = ?")
                .with(worker)
                .list(row -> row.getString(1))));
  }

  @Override
  public int sweep(int max, Duration grace) {
    return file.write(connection ->
        Sql.of(
                connection,
                "DELETE FROM task WHERE id IN (SELECT id FROM task WHERE created_at + ttl <= "
                    + NOW
                    + " - ? LIMIT ?)")
            .with(grace.toMillis(), max)
            .update());
  }

  @Override
  public void close() {
    file.close();
  }
}
