package dev.waybill.jdbc;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.TaskStore.Claimed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Leases tasks to one worker, within one transaction. */
final class SqliteClaim {
  private static final String NOW = SqliteRows.NOW;
  private static final int WOKEN_AT_ONCE = 1000;

  // Each names its index: left to itself, SQLite takes one that also holds what is not due, and
  // reads
  // all of it.
  private static final String READY = "FROM task INDEXED BY task_ready WHERE ready = 1";

  private static final String SLEPT =
      "FROM task INDEXED BY task_sleeping WHERE status = 'working' AND ready = 0 AND worker IS NULL"
          + " AND due_at <= "
          + NOW;

  /** The plus takes the type off: an indexed expression has none, and is only found by the like. */
  private static final String OVERDUE =
      "FROM task INDEXED BY task_waiting WHERE status = 'input_required' AND deadline IS NOT NULL"
          + " AND created_at + deadline <= +"
          + NOW;

  private static final String LEASED =
      "FROM task INDEXED BY task_leased WHERE worker IS NOT NULL AND ready = 0";

  private static final String LAPSED_BEFORE = LEASED + " AND leased_until <= ?";

  /** A lease that would end later than one taken now is from before the machine was restarted. */
  private static final String LAPSED_ANCIENT = LEASED + " AND leased_until > ? + lease";

  private final Statements db;
  private final String worker;
  private final Duration lease;

  SqliteClaim(Statements db, String worker, Duration lease) {
    this.db = db;
    this.worker = worker;
    this.lease = lease;
  }

  /** Milliseconds of a clock that all processes of the machine share and that nobody sets. */
  static long monotonic() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  static boolean isAnythingDue(Statements db) throws SQLException {
    long now = monotonic();
    return db.sql(
            "SELECT EXISTS (SELECT 1 "
                + READY
                + ") OR EXISTS (SELECT 1 "
                + SLEPT
                + ") OR EXISTS (SELECT 1 "
                + OVERDUE
                + ") OR EXISTS (SELECT 1 "
                + LAPSED_BEFORE
                + ") OR EXISTS (SELECT 1 "
                + LAPSED_ANCIENT
                + ")")
        .with(now, now)
        .first(row -> row.getBoolean(1))
        .orElse(false);
  }

  static long queued(Statements db) throws SQLException {
    long now = monotonic();
    return db.sql(
            "SELECT (SELECT count(*) "
                + READY
                + ") + (SELECT count(*) "
                + SLEPT
                + ") + (SELECT count(*) "
                + OVERDUE
                + ") + (SELECT count(*) "
                + LAPSED_BEFORE
                + ")")
        .with(now)
        .first(row -> row.getLong(1))
        .orElse(0L);
  }

  List<Claimed> claim(int max, Map<String, Integer> room) throws SQLException {
    wake();
    Map<String, Integer> left = new HashMap<>(room);
    List<Claimed> claimed = new ArrayList<>();
    boolean more = true;
    while (more && claimed.size() < max) {
      int wanted = max - claimed.size();
      List<Candidate> candidates = candidates(left, wanted);
      for (Candidate candidate : candidates) {
        Integer free = left.computeIfPresent(candidate.tool(), (tool, n) -> n - 1);
        if (free == null || free >= 0) {
          claimed.add(lease(candidate.n()));
        }
      }
      more = candidates.size() == wanted;
    }
    return claimed;
  }

  private record Candidate(long n, String tool) {}

  private List<Candidate> candidates(Map<String, Integer> left, int max) throws SQLException {
    List<Object> parameters = new ArrayList<>();
    left.forEach((tool, n) -> {
      if (n <= 0) {
        parameters.add(tool);
      }
    });
    String full =
        parameters.isEmpty()
            ? ""
            : " AND tool NOT IN (?" + ", ?".repeat(parameters.size() - 1) + ")";
    parameters.add(max);
    return db.sql("SELECT n, tool " + READY + full + " ORDER BY priority DESC, due_at LIMIT ?")
        .with(parameters.toArray())
        .list(row -> new Candidate(row.getLong(1), row.getString(2)));
  }

  /** Brings what has become due into the queue. */
  private void wake() throws SQLException {
    long now = monotonic();
    wake("ready = 1", SLEPT);
    wake("ready = 1, due_at = created_at + deadline, status = 'working'", OVERDUE);
    wake("ready = 1", LAPSED_BEFORE, now);
    wake("ready = 1", LAPSED_ANCIENT, now);
  }

  private void wake(String change, String which, Object... parameters) throws SQLException {
    db.sql(
            "UPDATE task SET "
                + change
                + " WHERE n IN (SELECT n "
                + which
                + " LIMIT "
                + WOKEN_AT_ONCE
                + ")")
        .with(parameters)
        .update();
  }

  Optional<Claimed> take(String id) throws SQLException {
    Optional<Long> n =
        db.sql("SELECT n FROM task WHERE id = ? AND status IN ('working', 'input_required')")
            .with(id)
            .first(row -> row.getLong(1));
    return n.isPresent() ? Optional.of(lease(n.get())) : Optional.empty();
  }

  private Claimed lease(long n) throws SQLException {
    boolean interrupted =
        db.sql("SELECT worker IS NOT NULL FROM task WHERE n = ?")
            .with(n)
            .first(row -> row.getBoolean(1))
            .orElseThrow();
    long token =
        db.sql(
                "UPDATE task SET status = 'working', ready = 0, worker = ?, token = token + 1,"
                    + " lease = ?, leased_until = ? WHERE n = ? RETURNING token")
            .with(worker, lease.toMillis(), monotonic() + lease.toMillis(), n)
            .first(row -> row.getLong(1))
            .orElseThrow();
    db.sql("DELETE FROM task_question WHERE n = ?").with(n).update();
    return db.sql(SqliteRows.SELECT + "WHERE t.n = ?")
        .with(n)
        .first(row -> {
          var task = SqliteRows.read(row);
          return new Claimed(task, new Lease(task.id(), worker, token), interrupted);
        })
        .orElseThrow();
  }
}
