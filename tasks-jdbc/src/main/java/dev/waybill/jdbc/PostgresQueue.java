package dev.waybill.jdbc;

import static dev.waybill.jdbc.PostgresRows.COLUMNS;
import static dev.waybill.jdbc.PostgresRows.MICROS;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.TaskStore.Claimed;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who runs what. A task waits in one of two places: among those that are ready, in the order in
 * which they are claimed, or among those that wake at some time: their own, their deadline, or the
 * end of a lease. Claiming first makes the ones ready whose time has come, and so reads nothing
 * that is parked, asleep, running or finished.
 */
final class PostgresQueue {
  private static final int SKIPPED_AT_MOST = 8;

  /** Locks without waiting: whoever holds one of these is about to change it. */
  private static final String WAKE =
      """
      WITH woken AS MATERIALIZED (
        SELECT id FROM {task} WHERE NOT ready AND wake_at <= now()
        ORDER BY wake_at LIMIT 500 FOR UPDATE SKIP LOCKED)
      UPDATE {task} t SET ready = true FROM woken WHERE t.id = woken.id\
      """;

  private static final String NEXT =
      """
      picked AS MATERIALIZED (
        SELECT id, status, worker IS NOT NULL AS lost FROM {task} WHERE ready
        ORDER BY priority DESC, wake_at LIMIT ? FOR UPDATE SKIP LOCKED),
      candidate AS (SELECT id FROM picked)\
      """;

  /** The best of each tool, then the best of these: a tool without room costs nothing. */
  private static final String NEXT_WITH_ROOM =
      """
      tool(name) AS (
        (SELECT tool FROM {task} WHERE ready ORDER BY tool LIMIT 1)
        UNION ALL
        SELECT (SELECT t.tool FROM {task} t WHERE t.ready AND t.tool > tool.name
          ORDER BY t.tool LIMIT 1) FROM tool WHERE tool.name IS NOT NULL),
      candidate AS MATERIALIZED (
        SELECT c.id FROM tool
        LEFT JOIN unnest(?::text[], ?::bigint[]) AS room(tool, free) ON room.tool = tool.name
        CROSS JOIN LATERAL (
          SELECT t.id, t.priority, t.wake_at FROM {task} t WHERE t.ready AND t.tool = tool.name
          ORDER BY t.priority DESC, t.wake_at LIMIT least(room.free, ?)) c
        ORDER BY c.priority DESC, c.wake_at LIMIT ?),
      picked AS MATERIALIZED (
        SELECT t.id, t.status, t.worker IS NOT NULL AS lost
        FROM candidate JOIN {task} t ON t.id = candidate.id WHERE t.ready
        FOR UPDATE OF t SKIP LOCKED)\
      """;

  private static final String CLAIM =
      """
      %s;
      WITH RECURSIVE %s,
      withdrawn AS (
        DELETE FROM {task_question} q USING picked
        WHERE picked.status = 'input_required' AND q.task_id = picked.id),
      claimed AS (
        UPDATE {task} t SET status = 'working', ready = false, worker = ?, token = t.token + 1,
          wake_at = clock_timestamp() + ?%s,
          updated_at = CASE t.status WHEN 'working' THEN t.updated_at ELSE now() END
        FROM picked WHERE t.id = picked.id
        RETURNING %s, t.token, picked.lost, t.priority)
      SELECT claimed.*, seen.n FROM (SELECT count(*) AS n FROM candidate) AS seen
      LEFT JOIN claimed ON true\
      """;

  /** The lock comes first, so that the second statement sees what the one before us did. */
  private static final String TAKE =
      """
      SELECT id FROM {task} WHERE id = ? FOR UPDATE;
      WITH picked AS MATERIALIZED (
        SELECT id, worker IS NOT NULL AS lost FROM {task}
        WHERE id = ? AND status IN ('working', 'input_required') FOR UPDATE),
      withdrawn AS (DELETE FROM {task_question} q USING picked WHERE q.task_id = picked.id)
      UPDATE {task} t SET status = 'working', ready = false, worker = ?, token = t.token + 1,
        wake_at = clock_timestamp() + ?%s,
        updated_at = CASE t.status WHEN 'working' THEN t.updated_at ELSE now() END
      FROM picked WHERE t.id = picked.id RETURNING %s, t.token, picked.lost\
      """
          .formatted(MICROS, COLUMNS);

  private static final String RENEW =
      """
      UPDATE {task} t SET wake_at = clock_timestamp() + ?%s, ready = false
      FROM unnest(?::text[], ?::bigint[], ?::text[])
        WITH ORDINALITY AS l(id, token, worker, place)
      WHERE t.id = l.id AND t.token = l.token AND t.worker = l.worker
        AND t.status IN ('working', 'input_required')
      RETURNING l.place\
      """
          .formatted(MICROS);

  private final PostgresPool pool;
  private final String claim;
  private final String claimWithRoom;
  private final String take;
  private final String renew;
  private final String queued;
  private final String cancelRequests;

  PostgresQueue(PostgresPool pool) {
    this.pool = pool;
    this.claim = pool.sql(CLAIM.formatted(WAKE, NEXT, MICROS, COLUMNS));
    this.claimWithRoom = pool.sql(CLAIM.formatted(WAKE, NEXT_WITH_ROOM, MICROS, COLUMNS));
    this.take = pool.sql(TAKE);
    this.renew = pool.sql(RENEW);
    this.queued =
        pool.sql(
            """
            SELECT (SELECT count(*) FROM {task} WHERE ready)
              + (SELECT count(*) FROM {task} WHERE NOT ready AND wake_at <= now())\
            """);
    this.cancelRequests =
        pool.sql(
            "SELECT id FROM {task} WHERE cancel_requested AND worker IS NOT NULL AND worker = ?");
  }

  List<Claimed> claim(String worker, int max, Duration lease, Map<String, Integer> room) {
    List<Claimed> claimed = new ArrayList<>();
    Map<String, Integer> left = new HashMap<>(room);
    // What another worker is claiming at this moment is not ours; there may be more behind it.
    for (int skipped = 0; claimed.size() < max && skipped < SKIPPED_AT_MOST; skipped++) {
      int most = max - claimed.size();
      Round round = pool.run(connection -> claim(connection, worker, most, lease, left));
      claimed.addAll(round.claimed());
      if (round.claimed().size() == round.seen()) {
        break;
      }
      round.claimed().forEach(c -> left.computeIfPresent(c.task().tool(), (tool, n) -> n - 1));
    }
    return claimed;
  }

  /** What was claimed, out of how many that were seen. */
  private record Round(List<Claimed> claimed, int seen) {}

  private record Ranked(Claimed claimed, int priority) {}

  private Round claim(
      Connection connection, String worker, int max, Duration lease, Map<String, Integer> room)
      throws SQLException {
    List<Ranked> ranked = new ArrayList<>();
    int seen = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(room.isEmpty() ? claim : claimWithRoom)) {
      int next = 1;
      if (!room.isEmpty()) {
        List<Map.Entry<String, Integer>> rooms = List.copyOf(room.entrySet());
        Array tools = PostgresRows.texts(connection, rooms, Map.Entry::getKey);
        Array free = PostgresRows.numbers(connection, rooms, e -> Math.max(0L, e.getValue()));
        statement.setArray(next++, tools);
        statement.setArray(next++, free);
        statement.setLong(next++, max);
      }
      statement.setLong(next++, max);
      statement.setString(next++, worker);
      statement.setLong(next, PostgresRows.micros(lease));
      statement.execute();
      try (ResultSet rows = second(statement)) {
        while (rows.next()) {
          seen = rows.getInt(20);
          if (rows.getString(1) != null) {
            ranked.add(new Ranked(PostgresRows.claimed(rows, worker), rows.getInt(19)));
          }
        }
      }
    }
    ranked.sort(
        Comparator.comparingInt((Ranked r) -> -r.priority())
            .thenComparing(r -> r.claimed().task().times().due()));
    return new Round(ranked.stream().map(Ranked::claimed).toList(), seen);
  }

  /** The rows of the second of two statements. */
  static ResultSet second(PreparedStatement statement) throws SQLException {
    statement.getMoreResults();
    return statement.getResultSet();
  }

  Optional<Claimed> take(String id, String worker, Duration lease) {
    String key = PostgresText.encode(id);
    return pool.run(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(take)) {
        statement.setString(1, key);
        statement.setString(2, key);
        statement.setString(3, worker);
        statement.setLong(4, PostgresRows.micros(lease));
        statement.execute();
        try (ResultSet rows = second(statement)) {
          return rows.next() ? Optional.of(PostgresRows.claimed(rows, worker)) : Optional.empty();
        }
      }
    });
  }

  /** In the order of their ids, in which all that lock several rows and wait for them do it. */
  Set<String> renew(List<Lease> leases, Duration lease) {
    List<Lease> sorted =
        leases.stream().sorted(Comparator.comparing(l -> PostgresText.encode(l.taskId()))).toList();
    return pool.run(connection -> {
      List<Lease> lost = new ArrayList<>(sorted);
      PostgresQuery.of(connection, renew)
          .with(
              PostgresRows.micros(lease),
              PostgresRows.texts(connection, sorted, Lease::taskId),
              PostgresRows.numbers(connection, sorted, Lease::token),
              PostgresRows.texts(connection, sorted, Lease::worker))
          .list(row -> lost.remove(sorted.get(row.getInt(1) - 1)));
      return lost.stream().map(Lease::taskId).collect(Collectors.toSet());
    });
  }

  long queued() {
    return pool.run(
        connection -> PostgresQuery.of(connection, queued).first(row -> row.getLong(1)).orElse(0L));
  }

  Set<String> cancelRequests(String worker) {
    return pool.run(connection ->
        new HashSet<>(
            PostgresQuery.of(connection, cancelRequests)
                .with(worker)
                .list(row -> PostgresText.decode(row.getString(1)))));
  }
}
