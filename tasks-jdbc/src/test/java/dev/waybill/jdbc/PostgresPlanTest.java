package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How much of the store is read for what is asked: as much as is asked for, whatever else is in it.
 */
class PostgresPlanTest {
  private static final Duration LONG = PostgresTasks.LONG;
  private static final int CROWD = 30_000;

  private final PostgresDatabase database = PostgresServer.shared();
  private final PostgresTaskStore store = PostgresTaskStore.open(database);

  @AfterEach
  void close() {
    store.close();
  }

  /** Many tasks of one kind, put there by the server itself. */
  private void crowd(String status, String tool, boolean ready, String wake, String worker)
      throws SQLException {
    try (Connection connection = database.source().getConnection()) {
      PostgresQuery.of(
              connection,
              """
              INSERT INTO %1$s.task (id, principal, tool, status, priority, ready, worker, token,
                created_at, updated_at, due_at, wake_at, expires_at, ttl, retention, payload)
              SELECT '%2$s' || n, 'bob', '%3$s', '%4$s', 5, %5$s, %6$s, 1, now(), now(), now(), %7$s,
                now() + interval '1 day', 1, 1, ''
              FROM generate_series(1, %8$d) AS n\
              """
                  .formatted(
                      database.schema(), status + tool, tool, status, ready, worker, wake, CROWD))
          .update();
    }
  }

  private long number(String query, String parameter) throws SQLException {
    try (Connection connection = database.source().getConnection()) {
      return PostgresQuery.of(connection, query)
          .with(parameter)
          .first(row -> row.getLong(1))
          .orElse(0L);
    }
  }

  /** A figure of the task table. */
  private long figure(String columns) throws SQLException {
    return number(
        "SELECT " + columns + " FROM pg_stat_user_tables WHERE relname = 'task' AND schemaname = ?",
        database.schema());
  }

  /** Sessions tell what they read when they end. */
  private void awaitFigures(String session, int inserted) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            number("SELECT count(*) FROM pg_stat_activity WHERE application_name = ?", session) == 0
                && figure("n_tup_ins") == inserted);
  }

  @Test
  void what_is_done_with_a_few_tasks_does_not_read_the_others() throws Exception {
    crowd("completed", "tool", false, "NULL", "NULL");
    crowd("input_required", "parked", false, "NULL", "NULL");
    crowd("working", "asleep", false, "now() + interval '1 hour'", "NULL");
    crowd("working", "running", false, "now() + interval '1 hour'", "'other'");
    crowd("working", "full", true, "now() - interval '1 hour'", "NULL");

    List<String> ids = new ArrayList<>();
    String session = "busy in " + database.schema();
    PostgresDatabase named =
        PostgresDatabase.at(
                PostgresServer.sharedUrl()
                    + (PostgresServer.sharedUrl().contains("?") ? "&" : "?")
                    + "application_name="
                    + session.replace(" ", "%20"))
            .schema(database.schema());
    try (PostgresTaskStore busy = PostgresTaskStore.open(named.connections(2))) {
      Map<String, Integer> room = Map.of("full", 0, "tool", 100);
      for (int i = 0; i < 20; i++) {
        String id = "new" + i;
        ids.add(id);
        busy.create(
            new NewTask(
                id,
                "alice",
                "tool",
                new byte[10],
                List.of(),
                new NewTask.Terms(0, Optional.of(LONG), LONG, LONG, Optional.of("key " + i)),
                Optional.empty()));
        var claimed = busy.claim("w", 10, LONG, room).getFirst();
        assertThat(claimed.task().id()).isEqualTo(id);
        assertThat(busy.renew(List.of(claimed.lease()), LONG)).isEmpty();
        busy.park(claimed.lease(), Map.of("q", new byte[1]));
        busy.answer(id, Map.of("q", new byte[1]));
        var again = busy.take(id, "w", LONG).orElseThrow();
        busy.cancel(id);
        assertThat(busy.cancelRequests("w")).contains(id);
        busy.settle(again.lease(), TaskStatus.FAILED, Optional.empty(), Optional.empty());
        assertThat(busy.retry(id)).isTrue();
        var last = busy.claim("w", 10, LONG, room).getFirst();
        busy.settle(last.lease(), TaskStatus.COMPLETED, Optional.empty(), Optional.empty());
        assertThat(busy.find(id)).isPresent();
        busy.sweep(10, Duration.ZERO);
        busy.list(TaskFilter.ALL, Optional.empty(), 10);
      }
    }

    awaitFigures(session, 5 * CROWD + ids.size());
    assertThat(figure("seq_tup_read + idx_tup_fetch")).isBetween(1_000L, 10_000L);
    assertThat(ids).allSatisfy(id -> assertThat(store.purge(id)).isTrue());
    assertThat(store.claim("w", 1, LONG, Map.of()).getFirst().task().tool()).isEqualTo("full");
    assertThat(store.queued()).isEqualTo(CROWD - 1);
    assertThat(store.tally().keySet())
        .isEqualTo(Set.of(TaskStatus.COMPLETED, TaskStatus.INPUT_REQUIRED, TaskStatus.WORKING));
  }
}
