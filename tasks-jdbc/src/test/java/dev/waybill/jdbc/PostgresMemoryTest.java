package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryContract;
import dev.waybill.server.SharedMemoryException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PostgresMemoryTest extends SharedMemoryContract {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final List<String> TABLES = List.of("memory", "memory_value", "memory_entry");
  private static final byte[] BYTES = {1, 2, 3};

  private final PostgresDatabase database = PostgresServer.shared();
  private final List<PostgresMemory> workers =
      List.of(
          new PostgresMemory(database.connections(4)),
          new PostgresMemory(database.connections(4), Duration.ZERO));
  private int asked;

  @Override
  protected synchronized SharedMemory memory() {
    return SharedMemory.checked(workers.get(asked++ % workers.size()));
  }

  @AfterEach
  void close() {
    workers.forEach(PostgresMemory::close);
  }

  private long number(String query) throws SQLException {
    try (Connection connection = database.source().getConnection()) {
      return PostgresQuery.of(connection, query).first(row -> row.getLong(1)).orElseThrow();
    }
  }

  private long rows(String table) throws SQLException {
    return number("SELECT count(*) FROM " + database.schema() + "." + table);
  }

  @Test
  void what_is_over_leaves_its_tables_while_others_write() throws Exception {
    PostgresMemory sweeps = workers.getLast();
    for (int i = 0; i < 300; i++) {
      sweeps.put("group/" + i, "a", BYTES, Duration.ofMillis(1));
      sweeps.append("log/" + i, 1, BYTES, Duration.ofMillis(1));
    }

    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(() -> {
          sweeps.put("stays", "a", BYTES, LONG);
          for (String table : TABLES.subList(0, 2)) {
            assertThat(rows(table)).isEqualTo(1);
          }
          assertThat(rows("memory_entry")).isZero();
        });
  }

  @Test
  void nothing_stays_of_groups_that_are_removed_while_others_write_to_them() throws Exception {
    a_group_that_is_removed_while_it_is_written_is_gone_or_new_and_never_broken();

    assertThat(rows("memory_value")).isZero();
  }

  @Test
  void what_is_done_with_one_group_or_log_does_not_read_the_others() throws Exception {
    memory().put("first", "a", BYTES, LONG);
    memory().append("first", 1, BYTES, LONG);
    try (Connection connection = database.source().getConnection()) {
      PostgresQuery.of(
              connection,
              """
              WITH made AS (
                INSERT INTO %1$s.memory (name, expires_at)
                SELECT kind || ':crowd/' || n, now() + interval '1 day'
                FROM generate_series(1, 10000) AS n, unnest(ARRAY['group', 'log']) AS kind
                RETURNING id),
              entries AS (
                INSERT INTO %1$s.memory_entry (memory_id, number, entry) SELECT id, 1, '' FROM made)
              INSERT INTO %1$s.memory_value (memory_id, digest, key, value)
              SELECT id, '', '', '' FROM made\
              """
                  .formatted(database.schema()))
          .update();
      PostgresQuery.of(
              connection,
              """
              INSERT INTO %1$s.memory_entry (memory_id, number, entry)
              SELECT m.id, n, '' FROM %1$s.memory m, generate_series(2, 20000) AS n
              WHERE m.name = 'log:first'\
              """
                  .formatted(database.schema()))
          .update();
    }
    Awaitility.await().atMost(LONG).until(() -> figure("n_tup_ins") == 80_003);
    long before = figure("idx_tup_fetch");
    String session = "memory of " + database.schema();
    String url = PostgresServer.sharedUrl();
    PostgresDatabase named =
        PostgresDatabase.at(
                url
                    + (url.contains("?") ? "&" : "?")
                    + "application_name="
                    + session.replace(" ", "%20"))
            .schema(database.schema())
            .connections(2);
    try (PostgresMemory busy = new PostgresMemory(named, Duration.ZERO)) {
      for (int i = 0; i < 30; i++) {
        busy.put("first", "k" + i % 3, BYTES, LONG);
        assertThat(busy.read("first")).isNotEmpty();
        busy.remove("first", "k0");
        busy.append("first", 20_001 + i, BYTES, LONG);
        assertThat(busy.readAfter("first", 10_000 + i, 5)).hasSize(5);
        busy.trim("first", i);
        busy.put("second", "k", BYTES, LONG);
        busy.removeAll("second");
      }
    }

    Awaitility.await()
        .atMost(LONG)
        .until(() ->
            number(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = '"
                        + session
                        + "'")
                == 0);
    Awaitility.await().atMost(LONG).until(() -> figure("n_tup_ins") >= 80_003 + 3 * 30);
    assertThat(figure("seq_tup_read")).isLessThan(1_000);
    assertThat(figure("idx_tup_fetch") - before).isBetween(100L, 5_000L);
  }

  private long figure(String column) throws SQLException {
    return number(
        "SELECT sum(%s)::bigint FROM pg_stat_user_tables WHERE relname LIKE 'memory%%' AND schemaname = '%s'"
            .formatted(column, database.schema()));
  }

  @Test
  void a_closed_backplane_says_so() {
    PostgresBackplane backplane = PostgresBackplane.open(database);
    backplane.memory().put("a", "a", BYTES, LONG);
    backplane.close();

    assertThatThrownBy(() -> backplane.memory().read("a"))
        .isInstanceOf(SharedMemoryException.class)
        .hasMessageContaining("closed");
  }

  @Test
  @Tag("slow")
  void while_the_server_is_away_every_call_fails_and_afterwards_all_is_there() {
    try (PostgresServer server = PostgresServer.start();
        PostgresBackplane backplane = PostgresBackplane.open(server.database())) {
      SharedMemory memory = backplane.memory();
      memory.put("a", "k", BYTES, LONG);
      memory.append("a", 1, BYTES, LONG);
      server.kill();

      assertThatThrownBy(() -> memory.read("a")).isInstanceOf(SharedMemoryException.class);
      assertThatThrownBy(() -> memory.put("a", "k", BYTES, LONG))
          .isInstanceOf(SharedMemoryException.class);
      assertThatThrownBy(() -> memory.append("a", 2, BYTES, LONG))
          .isInstanceOf(SharedMemoryException.class);

      server.restart();
      Awaitility.await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(SharedMemoryException.class)
          .untilAsserted(() -> {
            assertThat(memory.read("a")).containsOnlyKeys("k");
            assertThat(memory.readAfter("a", 0, 10)).hasSize(1);
          });
    }
  }

  @Test
  @Tag("slow")
  void a_server_that_is_not_heard_from_is_given_up() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      URI url = URI.create(server.url());
      try (var proxy = new FreezableProxy(url.getPort());
          PostgresMemory memory =
              new PostgresMemory(
                  PostgresDatabase.at(
                      server.url().replace(":" + url.getPort(), ":" + proxy.port())
                          + "?socketTimeout=2&connectTimeout=2"))) {
        memory.put("a", "k", BYTES, LONG);
        proxy.freeze(true);

        assertThatThrownBy(() -> memory.read("a")).isInstanceOf(SharedMemoryException.class);

        proxy.freeze(false);
        Awaitility.await()
            .atMost(LONG)
            .ignoreExceptionsInstanceOf(SharedMemoryException.class)
            .until(() -> memory.read("a").size() == 1);
      }
    }
  }
}
