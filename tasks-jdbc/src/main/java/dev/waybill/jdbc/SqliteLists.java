package dev.waybill.jdbc;

import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore.Position;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lists for operators. */
final class SqliteLists {
  private SqliteLists() {}

  static List<TaskRow> list(Statements db, TaskFilter filter, Optional<Position> after, int max)
      throws SQLException {
    List<TaskStatus> states =
        filter.status().map(List::of).orElseGet(() -> List.of(TaskStatus.values()));
    List<TaskRow> found = new ArrayList<>();
    // The index is by state, so that one state is found among a million tasks of others.
    for (TaskStatus status : states) {
      found.addAll(ofStatus(db, status, filter, after, max));
    }
    found.sort(
        Comparator.comparing((TaskRow t) -> t.times().created())
            .thenComparing(TaskRow::id)
            .reversed());
    return found.subList(0, Math.min(max, found.size()));
  }

  private static List<TaskRow> ofStatus(
      Statements db, TaskStatus status, TaskFilter filter, Optional<Position> after, int max)
      throws SQLException {
    StringBuilder sql = new StringBuilder(SqliteRows.SELECT_BARE).append("WHERE t.status = ?");
    List<Object> parameters = new ArrayList<>();
    parameters.add(status.wireName());
    filter.tool().ifPresent(tool -> add(sql, parameters, " AND t.tool = ?", tool));
    filter.principal().ifPresent(who -> add(sql, parameters, " AND t.principal = ?", who));
    filter
        .age()
        .ifPresent(age ->
            add(
                sql,
                parameters,
                " AND t.created_at <= " + SqliteRows.NOW + " - ?",
                age.toMillis()));
    after.ifPresent(place -> {
      add(sql, parameters, " AND (t.created_at, t.id) < (?", place.created().toEpochMilli());
      add(sql, parameters, ", ?)", place.id());
    });
    add(sql, parameters, " ORDER BY t.created_at DESC, t.id DESC LIMIT ?", max);
    return db.sql(sql.toString()).with(parameters.toArray()).list(SqliteRows::read);
  }

  private static void add(
      StringBuilder sql, List<Object> parameters, String condition, Object value) {
    sql.append(condition);
    parameters.add(value);
  }
}
