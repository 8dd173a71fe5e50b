package dev.waybill.jdbc;

import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Reads rows of the task table, selected together with the store's time as {@code now}. */
final class Rows {
  private Rows() {}

  static TaskRow task(ResultSet row) throws SQLException {
    long createdAt = row.getLong("created_at");
    long age = row.getLong("now") - createdAt;
    long deadline = row.getLong("deadline");
    boolean hasDeadline = !row.wasNull();
    long ttl = row.getLong("ttl");
    return new TaskRow(
        row.getString("id"),
        row.getString("principal"),
        row.getString("tool"),
        row.getBytes("payload"),
        TaskStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        Optional.ofNullable(row.getString("message")),
        Optional.ofNullable(row.getBytes("outcome")),
        Instant.ofEpochMilli(createdAt),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        Duration.ofMillis(ttl),
        row.getInt("attempts"),
        row.getBoolean("cancel_requested"),
        Duration.ofMillis(age),
        hasDeadline && age >= deadline,
        age >= ttl);
  }
}
