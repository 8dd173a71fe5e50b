package dev.waybill.jdbc;

import static dev.waybill.jdbc.PostgresRows.COLUMNS;
import static dev.waybill.jdbc.PostgresRows.MICROS;

import dev.waybill.tasks.TaskRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What clients and operators do to a task that they hold no lease on. Each locks its row in a
 * statement of its own first: the next one then sees all that was done before, in every table.
 */
final class PostgresInterventions {
  private static final String LOCK = "SELECT id FROM {task} WHERE id = ? FOR UPDATE;\n";

  private static final String ANSWER =
      LOCK
          + """
          WITH given AS (
            SELECT * FROM unnest(?::text[], ?::bytea[]) WITH ORDINALITY AS g(key, payload, place)),
          closed AS (
            DELETE FROM {task_question} q USING given, {task} t
            WHERE t.id = ? AND t.status = 'input_required' AND q.task_id = t.id
              AND q.entry_key = given.key
            RETURNING q.task_id, given.key, given.payload, given.place),
          written AS (
            INSERT INTO {task_journal} (task_id, entry_key, payload)
            SELECT task_id, key, payload FROM closed ORDER BY place
            ON CONFLICT (task_id, entry_key) DO UPDATE SET payload = excluded.payload),
          open AS (
            SELECT count(*) > (SELECT count(*) FROM closed) AS some
            FROM {task_question} WHERE task_id = ?),
          changed AS (
            UPDATE {task} t SET updated_at = now(), ready = NOT open.some,
              status = CASE WHEN open.some THEN t.status ELSE 'working' END,
              due_at = CASE WHEN open.some THEN t.due_at ELSE now() END,
              wake_at = CASE WHEN open.some THEN t.wake_at ELSE now() END
            FROM open WHERE t.id = ? AND EXISTS (SELECT 1 FROM closed))
          SELECT key FROM closed ORDER BY place\
          """;

  private static final String CANCEL =
      LOCK
          + """
          WITH ended AS (
            UPDATE {task} t SET updated_at = now(),
              cancel_requested = t.cancel_requested
                OR (t.worker IS NOT NULL AND t.wake_at > now()),
              status = CASE WHEN t.worker IS NOT NULL AND t.wake_at > now()
                THEN t.status ELSE 'cancelled' END,
              ready = false,
              wake_at = CASE WHEN t.worker IS NOT NULL AND t.wake_at > now() THEN t.wake_at END,
              worker = CASE WHEN t.wake_at > now() THEN t.worker END,
              expires_at = CASE WHEN t.worker IS NOT NULL AND t.wake_at > now() THEN t.expires_at
                ELSE greatest(t.expires_at, now() + t.retention%s) END
            WHERE t.id = ? AND t.status IN ('working', 'input_required') RETURNING t.id, t.status)
          DELETE FROM {task_question} q USING ended
          WHERE q.task_id = ended.id AND ended.status = 'cancelled';
          SELECT %s FROM {task} t WHERE t.id = ?\
          """
              .formatted(MICROS, COLUMNS);

  private static final String RETRY =
      """
      UPDATE {task} t SET due_at = now(), wake_at = now(), ready = true,
        updated_at = CASE t.status WHEN 'working' THEN t.updated_at ELSE now() END,
        message = CASE t.status WHEN 'working' THEN t.message END,
        attempts = CASE t.status WHEN 'working' THEN t.attempts ELSE 0 END,
        expires_at = CASE t.status WHEN 'working' THEN t.expires_at ELSE now() + t.ttl%1$s END,
        deadline_at = CASE t.status WHEN 'working' THEN t.deadline_at ELSE now() + t.deadline%1$s END,
        outcome = NULL, cancel_requested = false, worker = NULL, status = 'working'
      WHERE t.id = ? AND (t.status IN ('failed', 'cancelled')
        OR (t.status = 'working' AND t.worker IS NULL AND t.due_at > now()))\
      """
          .formatted(MICROS);

  private static final String REMOVE =
      """
      WITH gone AS (DELETE FROM {task} WHERE id = ANY (?) RETURNING id),
      journal AS (DELETE FROM {task_journal} j USING gone WHERE j.task_id = gone.id),
      questions AS (DELETE FROM {task_question} q USING gone WHERE q.task_id = gone.id)
      SELECT id FROM gone\
      """;

  private final PostgresPool pool;
  private final String answer;
  private final String cancel;
  private final String retry;
  private final String remove;
  private final String expired;
  private final String ended;

  PostgresInterventions(PostgresPool pool) {
    this.pool = pool;
    this.answer = pool.sql(ANSWER);
    this.cancel = pool.sql(CANCEL);
    this.retry = pool.sql(RETRY);
    this.remove = pool.sql(REMOVE);
    this.expired =
        pool.sql(
            "SELECT id FROM {task} WHERE expires_at <= now() - ?"
                + MICROS
                + " ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED");
    this.ended =
        pool.sql(
            "SELECT id FROM {task} WHERE id = ? AND status NOT IN ('working', 'input_required') FOR"
                + " UPDATE");
  }

  Set<String> answer(String id, Map<String, byte[]> answers) {
    String key = PostgresText.encode(id);
    List<Map.Entry<String, byte[]>> given = List.copyOf(answers.entrySet());
    return pool.run(connection -> {
      Set<String> taken = new LinkedHashSet<>();
      try (PreparedStatement statement = connection.prepareStatement(answer)) {
        statement.setString(1, key);
        statement.setArray(2, PostgresRows.texts(connection, given, Map.Entry::getKey));
        statement.setArray(3, PostgresRows.bytes(connection, given, Map.Entry::getValue));
        statement.setString(4, key);
        statement.setString(5, key);
        statement.setString(6, key);
        statement.execute();
        try (ResultSet rows = PostgresQueue.second(statement)) {
          while (rows.next()) {
            taken.add(PostgresText.decode(rows.getString(1)));
          }
        }
      }
      return taken;
    });
  }

  Optional<TaskRow> cancel(String id) {
    String key = PostgresText.encode(id);
    return pool.run(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(cancel)) {
        statement.setString(1, key);
        statement.setString(2, key);
        statement.setString(3, key);
        statement.execute();
        statement.getMoreResults();
        try (ResultSet rows = PostgresQueue.second(statement)) {
          return rows.next() ? Optional.of(PostgresRows.task(rows)) : Optional.empty();
        }
      }
    });
  }

  boolean retry(String id) {
    return pool.run(connection ->
        PostgresQuery.of(connection, retry).with(PostgresText.encode(id)).update())
        > 0;
  }

  boolean purge(String id) {
    return pool.run(connection ->
        PostgresPool.together(
            connection,
            same ->
                remove(
                    same,
                    PostgresQuery.of(same, ended)
                        .with(PostgresText.encode(id))
                        .list(row -> row.getString(1)))))
        > 0;
  }

  int sweep(int max, Duration grace) {
    return pool.run(connection ->
        PostgresPool.together(
            connection,
            same ->
                remove(
                    same,
                    PostgresQuery.of(same, expired)
                        .with(PostgresRows.micros(grace), max)
                        .list(row -> row.getString(1)))));
  }

  private int remove(Connection connection, List<String> ids) throws SQLException {
    if (ids.isEmpty()) {
      return 0;
    }
    return PostgresQuery.of(connection, remove)
        .with(connection.createArrayOf("text", ids.toArray()))
        .list(row -> true)
        .size();
  }
}
