package dev.waybill.jdbc;

import static dev.waybill.jdbc.PostgresRows.BARE_COLUMNS;
import static dev.waybill.jdbc.PostgresRows.COLUMNS;
import static dev.waybill.jdbc.PostgresRows.MICROS;

import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore.JournalRow;
import dev.waybill.tasks.TaskStore.Position;
import dev.waybill.tasks.TaskStore.Tally;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is read without changing anything. */
final class PostgresViews {
  private static final int TOGETHER = 64;

  /** The latest of each state, then the latest of these: each is the end of one index range. */
  private static final String LIST =
      """
      SELECT latest.* FROM unnest(?::text[]) AS s(status) CROSS JOIN LATERAL (
        SELECT %s FROM {task} t WHERE t.status = s.status
          AND (t.created_at, t.id) < (coalesce(?::timestamptz, 'infinity'), coalesce(?::text, ''))
          AND t.created_at <= coalesce(now() - ?%s, 'infinity')
          AND (?::text IS NULL OR t.tool = ?) AND (?::text IS NULL OR t.principal = ?)
        ORDER BY t.created_at DESC, t.id DESC LIMIT ?) AS latest
      ORDER BY latest.created_at DESC, latest.id DESC LIMIT ?\
      """
          .formatted(BARE_COLUMNS, MICROS);

  private final PostgresPool pool;
  private final PostgresBatch<String, Optional<TaskRow>> finds;
  private final PostgresBatch<String, List<JournalRow>> journals;
  private final String find;
  private final String journal;
  private final String questions;
  private final String list;
  private final String tally;

  PostgresViews(PostgresPool pool) {
    this.pool = pool;
    this.finds = new PostgresBatch<>(pool, TOGETHER, this::find);
    this.journals = new PostgresBatch<>(pool, TOGETHER, this::journal);
    this.find = pool.sql("SELECT " + COLUMNS + " FROM {task} t WHERE t.id = ANY (?)");
    this.journal =
        pool.sql(
            "SELECT task_id, entry_key, payload FROM {task_journal} WHERE task_id = ANY (?) ORDER"
                + " BY seq");
    this.questions =
        pool.sql(
            """
            SELECT q.entry_key, q.payload FROM {task_question} q JOIN {task} t ON t.id = q.task_id
            WHERE q.task_id = ? AND t.status = 'input_required' ORDER BY q.seq\
            """);
    this.list = pool.sql(LIST);
    this.tally =
        pool.sql(
            "SELECT status, count(*), (extract(epoch FROM now() - min(created_at)) *"
                + " 1000000)::bigint FROM {task} GROUP BY status");
  }

  Optional<TaskRow> find(String id) {
    return finds.run(id);
  }

  private List<Optional<TaskRow>> find(Connection connection, List<String> ids)
      throws SQLException {
    Map<String, TaskRow> found = new HashMap<>();
    PostgresQuery.of(connection, find)
        .with(array(connection, ids))
        .list(PostgresRows::task)
        .forEach(task -> found.put(task.id(), task));
    return ids.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
  }

  private static Array array(Connection connection, List<String> ids) throws SQLException {
    return PostgresRows.texts(connection, ids, id -> id);
  }

  List<JournalRow> journal(String id) {
    return journals.run(id);
  }

  private List<List<JournalRow>> journal(Connection connection, List<String> ids)
      throws SQLException {
    Map<String, List<JournalRow>> found = new HashMap<>();
    PostgresQuery.of(connection, journal)
        .with(array(connection, ids))
        .list(row ->
            found
                .computeIfAbsent(PostgresText.decode(row.getString(1)), id -> new ArrayList<>())
                .add(new JournalRow(PostgresText.decode(row.getString(2)), row.getBytes(3))));
    return ids.stream().map(id -> found.getOrDefault(id, List.of())).toList();
  }

  Map<String, byte[]> questions(String id) {
    return pool.run(connection -> {
      Map<String, byte[]> open = new LinkedHashMap<>();
      PostgresQuery.of(connection, questions)
          .with(PostgresText.encode(id))
          .list(row -> open.put(PostgresText.decode(row.getString(1)), row.getBytes(2)));
      return open;
    });
  }

  List<TaskRow> list(TaskFilter filter, Optional<Position> after, int max) {
    List<TaskStatus> statuses = filter.status().map(List::of).orElse(List.of(TaskStatus.values()));
    String tool = PostgresRows.text(filter.tool());
    String principal = PostgresRows.text(filter.principal());
    return pool.run(connection ->
        PostgresQuery.of(connection, list)
            .with(
                PostgresRows.texts(connection, statuses, TaskStatus::wireName),
                after.map(place -> place.created().atOffset(ZoneOffset.UTC)).orElse(null),
                PostgresRows.text(after.map(Position::id)),
                PostgresRows.micros(filter.age()),
                tool,
                tool,
                principal,
                principal,
                max,
                max)
            .list(PostgresRows::task));
  }

  Map<TaskStatus, Tally> tally() {
    return pool.run(connection -> {
      Map<TaskStatus, Tally> tally = new EnumMap<>(TaskStatus.class);
      PostgresQuery.of(connection, this.tally)
          .list(row ->
              tally.put(
                  PostgresRows.status(row.getString(1)),
                  new Tally(row.getLong(2), Duration.ofNanos(row.getLong(3) * 1000))));
      return tally;
    });
  }
}
