package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskStore.Claimed;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.ProgressHandler;

/**
 * How much of the file is read for what is asked: as much as is asked for, whatever else is in it.
 */
class SqlitePlanTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int CROWD = 30_000;

  /** A row that is read costs several of the steps that SQLite counts. */
  private static final int STEPS_A_COUNT = 100;

  @TempDir Path folder;

  /** Many tasks of one kind. */
  private static void crowd(Statements db, String status, String tool) throws SQLException {
    db.sql(
            """
            WITH RECURSIVE crowd (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM crowd WHERE i < %d)
            INSERT INTO task (id, principal, tool, status, priority, created_at, updated_at, due_at,
              ready, ttl, deadline, retention, first_ttl)
            SELECT ?2 || i, 'bob', ?2, ?1, 5, now, now, now + 3600000, 0, 86400000, 86400000, 1, 1
            FROM crowd, (SELECT %s AS now)\
            """
                .formatted(CROWD, SqliteRows.NOW))
        .with(status, tool)
        .update();
  }

  private Connection crowded() throws SQLException {
    Path path = folder.resolve("tasks.db");
    SqliteTaskStore.open(path).close();
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
    Statements db = new Statements(connection);
    db.execute("BEGIN");
    crowd(db, "completed", "done");
    crowd(db, "input_required", "parked");
    crowd(db, "working", "asleep");
    db.sql("INSERT INTO task_body (n, payload) SELECT n, x'' FROM task").update();
    db.execute("COMMIT");
    return connection;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tasks_are_made_found_and_taken_without_a_look_at_the_others(boolean analyzed)
      throws Exception {
    try (Connection connection = crowded()) {
      Statements db = new Statements(connection);
      if (analyzed) {
        db.execute("ANALYZE");
      }
      AtomicInteger counts = new AtomicInteger();
      ProgressHandler.setHandler(
          connection,
          STEPS_A_COUNT,
          new ProgressHandler() {
            @Override
            protected int progress() {
              counts.incrementAndGet();
              return 0;
            }
          });
      for (int i = 0; i < 20; i++) {
        NewTask task = PostgresTasks.task("new" + i, "tool", Optional.of("key " + i));
        SqliteCreation.create(db, task);
        assertThat(SqliteClaim.queued(db)).isOne();
        assertThat(SqliteClaim.isAnythingDue(db)).isTrue();
        List<Claimed> claimed = new SqliteClaim(db, "w", LONG).claim(10, Map.of());
        assertThat(claimed).extracting(one -> one.task().id()).containsExactly(task.id());
        assertThat(SqliteClaim.isAnythingDue(db)).isFalse();
        assertThat(SqliteTaskStore.find(db, task.id())).isPresent();
      }
      assertThat(counts.get()).isLessThan(20 * CROWD / STEPS_A_COUNT / 10);
    }
  }
}
