package dev.waybill.jdbc;

import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Reads rows of the task table, by position, because names are looked up slowly. */
final class SqliteRows {
  /** Milliseconds since 1970 by the database's clock, which is the machine's. */
  static final String NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

  private static final String COLUMNS =
      "t.id, t.principal, t.tool, t.status, t.message, t.attempts, t.worker, t.cancel_requested,"
          + " t.created_at, t.updated_at, t.due_at, "
          + NOW
          + ", t.ttl, t.deadline";

  /** To be continued with a condition on {@code t}. */
  static final String SELECT =
      "SELECT " + COLUMNS + ", b.payload, b.outcome FROM task t JOIN task_body b ON b.n = t.n ";

  /** The same without what may be large. */
  static final String SELECT_BARE = "SELECT " + COLUMNS + ", x'', NULL FROM task t ";

  private SqliteRows() {}

  static TaskRow read(ResultSet row) throws SQLException {
    long created = row.getLong(9);
    long deadline = row.getLong(14);
    boolean hasDeadline = !row.wasNull();
    return new TaskRow(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getBytes(15),
        new TaskRow.State(
            status(row.getString(4)),
            Optional.ofNullable(row.getString(5)),
            Optional.ofNullable(row.getBytes(16)),
            row.getInt(6),
            Optional.ofNullable(row.getString(7)),
            row.getBoolean(8)),
        new TaskRow.Times(
            Instant.ofEpochMilli(created),
            Instant.ofEpochMilli(row.getLong(10)),
            Instant.ofEpochMilli(row.getLong(11)),
            Duration.ofMillis(row.getLong(12) - created),
            Duration.ofMillis(row.getLong(13)),
            hasDeadline ? Optional.of(Duration.ofMillis(deadline)) : Optional.empty()));
  }

  static TaskStatus status(String name) {
    return TaskStatus.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
