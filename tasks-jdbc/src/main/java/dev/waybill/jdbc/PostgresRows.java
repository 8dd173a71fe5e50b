package dev.waybill.jdbc;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads rows of the task table, and writes parameters. */
final class PostgresRows {
  /** The columns of a task called {@code t}, in the order they are read. */
  static final String COLUMNS =
      """
      t.id, t.principal, t.tool, t.payload, t.status, t.message, t.outcome, t.attempts, t.worker,
        t.cancel_requested, t.created_at, t.updated_at, t.due_at, now(), t.expires_at, t.deadline_at\
      """;

  /** The same without what is large. */
  static final String BARE_COLUMNS =
      COLUMNS.replace("t.payload", "''::bytea").replace("t.outcome", "NULL::bytea");

  /** A number of microseconds as an interval. */
  static final String MICROS = "::bigint * interval '1 microsecond'";

  /** A lease that still holds, and which task it is on. */
  static final String HELD =
      " t.id = ? AND t.token = ? AND t.worker = ? AND t.status IN ('working', 'input_required') ";

  /** PostgreSQL's calendar ends; a time that is centuries away is for ever. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Map<String, TaskStatus> STATUS =
      Arrays.stream(TaskStatus.values())
          .collect(Collectors.toMap(TaskStatus::wireName, Function.identity()));

  private PostgresRows() {}

  static TaskRow task(ResultSet row) throws SQLException {
    Instant created = instant(row, 11);
    Duration age = Duration.between(created, instant(row, 14));
    OffsetDateTime deadline = row.getObject(16, OffsetDateTime.class);
    return new TaskRow(
        PostgresText.decode(row.getString(1)),
        PostgresText.decode(row.getString(2)),
        PostgresText.decode(row.getString(3)),
        row.getBytes(4),
        new TaskRow.State(
            status(row.getString(5)),
            Optional.ofNullable(row.getString(6)).map(PostgresText::decode),
            Optional.ofNullable(row.getBytes(7)),
            row.getInt(8),
            Optional.ofNullable(row.getString(9)),
            row.getBoolean(10)),
        new TaskRow.Times(
            created,
            instant(row, 12),
            instant(row, 13),
            age.isNegative() ? Duration.ZERO : age,
            Duration.between(created, instant(row, 15)),
            deadline == null
                ? Optional.empty()
                : Optional.of(Duration.between(created, deadline.toInstant()))));
  }

  /** A row of a task followed by its token and whether a worker was lost. */
  static TaskStore.Claimed claimed(ResultSet row, String worker) throws SQLException {
    TaskRow task = task(row);
    return new TaskStore.Claimed(
        task, new Lease(task.id(), worker, row.getLong(17)), row.getBoolean(18));
  }

  static TaskStatus status(String name) throws SQLException {
    TaskStatus status = STATUS.get(name);
    if (status == null) {
      throw new SQLException("There is no task status '" + name + "'");
    }
    return status;
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static long micros(Duration duration) {
    Duration bounded = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(bounded));
  }

  static @Nullable Long micros(Optional<Duration> duration) {
    return duration.isPresent() ? (Long) micros(duration.get()) : null;
  }

  static @Nullable String text(Optional<String> text) {
    return text.map(PostgresText::encode).orElse(null);
  }

  static <T> Array texts(Connection connection, List<T> from, Function<T, @Nullable String> text)
      throws SQLException {
    return connection.createArrayOf(
        "text", from.stream().map(text).map(PostgresRows::encoded).toArray());
  }

  private static @Nullable String encoded(@Nullable String text) {
    return text == null ? null : PostgresText.encode(text);
  }

  static <T> Array numbers(Connection connection, List<T> from, Function<T, @Nullable Long> number)
      throws SQLException {
    return connection.createArrayOf("bigint", from.stream().map(number).toArray());
  }

  static <T> Array bytes(Connection connection, List<T> from, Function<T, byte @Nullable []> bytes)
      throws SQLException {
    return connection.createArrayOf("bytea", from.stream().map(bytes).toArray(byte[][]::new));
  }
}
