package dev.waybill.jdbc;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStore.Created;
import dev.waybill.tasks.TaskStore.JournalRow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** How tasks begin, and begin again. */
final class SqliteCreation {
  private static final String NOW = SqliteRows.NOW;

  /** The time to live of a task that ends now. */
  static final String KEPT = "max(ttl, " + NOW + " - created_at + retention)";

  private SqliteCreation() {}

  static Created create(Statements db, NewTask task) throws SQLException {
    Optional<String> key = task.terms().idempotencyKey();
    if (key.isPresent()) {
      Optional<TaskRow> earlier =
          db.sql(
                  SqliteRows.SELECT
                      + "WHERE t.principal = ? AND t.tool = ? AND t.idempotency_key = ?")
              .with(task.principal(), task.tool(), key.get())
              .first(SqliteRows::read);
      if (earlier.isPresent() && !earlier.get().times().expired()) {
        return new Created(earlier.get(), false, Optional.empty());
      }
      if (earlier.isPresent()) {
        db.sql("UPDATE task SET idempotency_key = NULL WHERE id = ?")
            .with(earlier.get().id())
            .update();
      }
    }
    insert(db, task);
    return new Created(
        SqliteTaskStore.find(db, task.id()).orElseThrow(),
        true,
        task.owner().map(owner -> new Lease(task.id(), owner.worker(), 1)));
  }

  private static void insert(Statements db, NewTask task) throws SQLException {
    Optional<NewTask.Owner> owner = task.owner();
    Long ttl = task.terms().ttl().toMillis();
    Long deadline = task.terms().deadline().map(Duration::toMillis).orElse(null);
    Long lease = owner.map(o -> o.lease().toMillis()).orElse(null);
    long n =
        db.sql(
                """
                INSERT INTO task (id, principal, tool, idempotency_key, priority, created_at,
                  updated_at, due_at, ready, ttl, deadline, retention, first_ttl, first_deadline,
                  worker, token, lease, leased_until)
                SELECT ?, ?, ?, ?, ?, now, now, now, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
                FROM (SELECT %s AS now)
                RETURNING n\
                """
                    .formatted(NOW))
            .with(
                task.id(),
                task.principal(),
                task.tool(),
                task.terms().idempotencyKey().orElse(null),
                task.terms().priority(),
                owner.isPresent() ? 0 : 1,
                ttl,
                deadline,
                task.terms().retention().toMillis(),
                ttl,
                deadline,
                owner.map(NewTask.Owner::worker).orElse(null),
                owner.isPresent() ? 1 : 0,
                lease,
                lease == null ? null : SqliteClaim.monotonic() + lease)
            .first(row -> row.getLong(1))
            .orElseThrow();
    db.sql("INSERT INTO task_body (n, payload) VALUES (?, ?)").with(n, task.payload()).update();
    for (JournalRow row : task.journal()) {
      journal(db, n, row.key(), row.payload());
    }
  }

  static void journal(Statements db, long n, String key, byte[] payload) throws SQLException {
    db.sql(
            """
            INSERT INTO task_journal (n, seq, entry_key, payload)
            SELECT ?, coalesce(max(seq), 0) + 1, ?, ? FROM task_journal WHERE n = ?
            ON CONFLICT (n, entry_key) DO UPDATE SET payload = excluded.payload\
            """)
        .with(n, key, payload, n)
        .update();
  }

  static boolean retry(Statements db, String id) throws SQLException {
    int woken =
        db.sql(
                "UPDATE task SET due_at = "
                    + NOW
                    + ", ready = 1 WHERE id = ? AND status = 'working' AND worker IS NULL AND ready"
                    + " = 0")
            .with(id)
            .update();
    if (woken > 0) {
      return true;
    }
    Optional<Long> n =
        db.sql(
                """
                UPDATE task SET status = 'working', message = NULL, attempts = 0,
                  cancel_requested = 0, due_at = %1$s, updated_at = %1$s, ready = 1,
                  ttl = %1$s - created_at + first_ttl,
                  deadline = %1$s - created_at + first_deadline
                WHERE id = ? AND status IN ('failed', 'cancelled') RETURNING n\
                """
                    .formatted(NOW))
            .with(id)
            .first(row -> row.getLong(1));
    if (n.isPresent()) {
      db.sql("UPDATE task_body SET outcome = NULL WHERE n = ?").with(n.get()).update();
    }
    return n.isPresent();
  }
}
