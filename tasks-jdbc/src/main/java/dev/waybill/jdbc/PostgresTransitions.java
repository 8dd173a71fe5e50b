package dev.waybill.jdbc;

import static dev.waybill.jdbc.PostgresRows.HELD;
import static dev.waybill.jdbc.PostgresRows.MICROS;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.TaskStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What workers, clients and operators do to a task, each as one transaction in one round trip. */
final class PostgresTransitions {
  private static final int TOGETHER = 64;

  /** Until a task that ends now is kept at least. */
  private static final String KEPT = "greatest(t.expires_at, now() + t.retention" + MICROS + ")";

  /** Giving a task up: a requested cancellation takes effect now. */
  private static final String RELEASE =
      """
      UPDATE {task} t SET worker = NULL, updated_at = now(),
        status = CASE WHEN t.cancel_requested THEN 'cancelled' ELSE '%s' END,
        expires_at = CASE WHEN t.cancel_requested THEN KEPT ELSE t.expires_at END\
      """
          .replace("KEPT", KEPT);

  private static final String RECORD =
      """
      WITH held AS MATERIALIZED (
        SELECT r.* FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::bytea[])
          WITH ORDINALITY AS r(id, token, worker, key, payload, place)
        JOIN {task} t ON t.id = r.id AND t.token = r.token AND t.worker = r.worker
        WHERE t.status IN ('working', 'input_required') FOR NO KEY UPDATE OF t),
      written AS (
        INSERT INTO {task_journal} (task_id, entry_key, payload)
        SELECT id, key, payload FROM held ORDER BY place
        ON CONFLICT (task_id, entry_key) DO UPDATE SET payload = excluded.payload)
      SELECT place FROM held\
      """;

  private static final String SETTLE =
      """
      UPDATE {task} t SET status = s.status, outcome = s.outcome,
        message = coalesce(s.message, t.message), worker = NULL, ready = false, wake_at = NULL,
        updated_at = now(), expires_at = KEPT
      FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::bytea[], ?::text[])
        WITH ORDINALITY AS s(id, token, worker, status, outcome, message, place)
      WHERE t.id = s.id AND t.token = s.token AND t.worker = s.worker
        AND t.status IN ('working', 'input_required')
      RETURNING s.place\
      """
          .replace("KEPT", KEPT);

  private static final String PARK =
      """
      WITH given AS (
        %s, ready = false, wake_at = CASE WHEN t.cancel_requested THEN NULL ELSE t.deadline_at END
        WHERE %s RETURNING t.id, t.status),
      asked AS (
        INSERT INTO {task_question} (task_id, seq, entry_key, payload)
        SELECT given.id, q.place, q.key, q.payload
        FROM given, unnest(?::text[], ?::bytea[]) WITH ORDINALITY AS q(key, payload, place)
        WHERE given.status = 'input_required'
        ON CONFLICT (task_id, entry_key) DO UPDATE SET seq = excluded.seq, payload = excluded.payload)
      SELECT id FROM given\
      """
          .formatted(RELEASE.formatted("input_required"), HELD);

  private static final String POSTPONE =
      """
      %1$s, due_at = %2$s, attempts = t.attempts + ?, message = coalesce(?, t.message),
        wake_at = CASE WHEN t.cancel_requested THEN NULL ELSE %2$s END,
        ready = NOT t.cancel_requested AND %2$s <= now()
      WHERE %3$s\
      """
          .formatted(
              RELEASE.formatted("working"), "least(now() + ?" + MICROS + ", t.deadline_at)", HELD);

  private final PostgresPool pool;
  private final PostgresBatch<Recorded, Boolean> records;
  private final PostgresBatch<Settled, Boolean> settlements;
  private final String record;
  private final String settle;
  private final String park;
  private final String postpone;
  private final String report;
  private final String reportHeld;

  PostgresTransitions(PostgresPool pool) {
    this.pool = pool;
    this.records = new PostgresBatch<>(pool, TOGETHER, this::record);
    this.settlements = new PostgresBatch<>(pool, TOGETHER, this::settle);
    this.record = pool.sql(RECORD);
    this.settle = pool.sql(SETTLE);
    this.park = pool.sql(PARK);
    this.postpone = pool.sql(POSTPONE);
    String reporting = "UPDATE {task} t SET message = ?, updated_at = now() WHERE ";
    this.report = pool.sql(reporting + "t.id = ? AND t.status IN ('working', 'input_required')");
    this.reportHeld = pool.sql(reporting + HELD);
  }

  private record Recorded(Lease lease, String key, byte[] payload) {}

  private record Settled(
      Lease lease, TaskStatus status, byte @Nullable [] outcome, @Nullable String message) {}

  boolean record(Lease lease, String key, byte[] payload) {
    return records.run(new Recorded(lease, key, payload));
  }

  private List<Boolean> record(Connection connection, List<Recorded> requests) throws SQLException {
    return byTask(
        connection,
        record,
        requests,
        Recorded::lease,
        (statement, sorted) -> {
          statement.setArray(4, PostgresRows.texts(connection, sorted, Recorded::key));
          statement.setArray(5, PostgresRows.bytes(connection, sorted, Recorded::payload));
        });
  }

  boolean settle(
      Lease lease, TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage) {
    return settlements.run(
        new Settled(lease, status, outcome.orElse(null), statusMessage.orElse(null)));
  }

  private List<Boolean> settle(Connection connection, List<Settled> requests) throws SQLException {
    return byTask(
        connection,
        settle,
        requests,
        Settled::lease,
        (statement, sorted) -> {
          statement.setArray(4, PostgresRows.texts(connection, sorted, s -> s.status().wireName()));
          statement.setArray(5, PostgresRows.bytes(connection, sorted, Settled::outcome));
          statement.setArray(6, PostgresRows.texts(connection, sorted, Settled::message));
        });
  }

  private interface Parameters<Q> {
    void set(PreparedStatement statement, List<Q> sorted) throws SQLException;
  }

  /**
   * Runs a statement that locks rows in the order of their ids and returns the places it changed.
   */
  private static <Q> List<Boolean> byTask(
      Connection connection,
      String sql,
      List<Q> requests,
      Function<Q, Lease> lease,
      Parameters<Q> parameters)
      throws SQLException {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparing(
            (Integer i) -> PostgresText.encode(lease.apply(requests.get(i)).taskId())));
    List<Q> sorted = order.stream().map(requests::get).toList();
    Set<Integer> done = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, PostgresRows.texts(connection, sorted, q -> lease.apply(q).taskId()));
      statement.setArray(2, PostgresRows.numbers(connection, sorted, q -> lease.apply(q).token()));
      statement.setArray(3, PostgresRows.texts(connection, sorted, q -> lease.apply(q).worker()));
      parameters.set(statement, sorted);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          done.add(order.get(rows.getInt(1) - 1));
        }
      }
    }
    List<Boolean> answers = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      answers.add(done.contains(i));
    }
    return answers;
  }

  boolean report(String id, String statusMessage) {
    return changed(report, PostgresText.encode(statusMessage), PostgresText.encode(id));
  }

  boolean report(Lease lease, String statusMessage) {
    return changed(
        reportHeld,
        PostgresText.encode(statusMessage),
        PostgresText.encode(lease.taskId()),
        lease.token(),
        lease.worker());
  }

  boolean changed(String sql, @Nullable Object... parameters) {
    return pool.run(connection -> PostgresQuery.of(connection, sql).with(parameters).update()) > 0;
  }

  boolean park(Lease lease, Map<String, byte[]> questions) {
    List<Map.Entry<String, byte[]>> asked = List.copyOf(questions.entrySet());
    return pool.run(connection ->
        PostgresQuery.of(connection, park)
            .with(
                PostgresText.encode(lease.taskId()),
                lease.token(),
                lease.worker(),
                PostgresRows.texts(connection, asked, Map.Entry::getKey),
                PostgresRows.bytes(connection, asked, Map.Entry::getValue))
            .first(row -> true)
            .isPresent());
  }

  boolean postpone(Lease lease, Duration delay, Optional<String> message, boolean failed) {
    long wait = PostgresRows.micros(delay);
    return changed(
        postpone,
        wait,
        failed ? 1 : 0,
        PostgresRows.text(message),
        wait,
        wait,
        PostgresText.encode(lease.taskId()),
        lease.token(),
        lease.worker());
  }
}
