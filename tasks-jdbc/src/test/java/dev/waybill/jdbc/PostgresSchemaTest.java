package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the schema comes to be, and what a server must be like. */
class PostgresSchemaTest {
  private final PostgresDatabase database = PostgresServer.shared();

  private void execute(String... statements) throws SQLException {
    try (Connection connection = database.source().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> texts(PostgresDatabase from, String query) throws SQLException {
    try (Connection connection = from.source().getConnection()) {
      return PostgresQuery.of(connection, query).list(row -> row.getString(1));
    }
  }

  @Test
  void ten_workers_that_start_together_migrate_once() throws Exception {
    int workers = 10;
    CyclicBarrier together = new CyclicBarrier(workers);
    List<Future<Long>> queued = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(workers)) {
      for (int i = 0; i < workers; i++) {
        queued.add(
            threads.submit(() -> {
              together.await();
              try (var store = PostgresTaskStore.open(database.connections(2))) {
                return store.queued();
              }
            }));
      }
      for (Future<Long> one : queued) {
        assertThat(one.get()).isZero();
      }
    }

    assertThat(texts(database, "SELECT version FROM " + database.schema() + ".schema_version"))
        .containsExactly("1", "2");
  }

  @Test
  void a_schema_of_the_first_version_is_brought_up_to_date_and_keeps_its_tasks() throws Exception {
    String schema = database.schema();
    try (var store = PostgresTaskStore.open(database)) {
      store.create(PostgresTasks.task("kept"));
    }
    execute(
        "DROP TABLE %1$s.message, %1$s.memory_value, %1$s.memory_entry, %1$s.memory"
            .formatted(schema),
        "DELETE FROM " + schema + ".schema_version WHERE version > 1");

    try (var backplane = PostgresBackplane.open(database)) {
      backplane.memory().put("a", "k", new byte[1], PostgresTasks.LONG);
    }

    assertThat(texts(database, "SELECT version FROM " + schema + ".schema_version"))
        .containsExactly("1", "2");
    try (var store = PostgresTaskStore.open(database)) {
      assertThat(store.find("kept")).isPresent();
    }
  }

  @Test
  void a_schema_of_a_newer_version_is_refused() throws Exception {
    PostgresTaskStore.open(database).close();
    execute("INSERT INTO " + database.schema() + ".schema_version (version) VALUES (1000)");

    assertThatThrownBy(() -> PostgresTaskStore.open(database))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has version 1000")
        .hasMessageContaining("start a newer one");
  }

  @Test
  void the_rights_that_the_documentation_names_are_enough() throws Exception {
    PostgresTaskStore.open(database).close();
    String schema = database.schema();
    String role = "worker_of_" + schema;
    execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
    for (String block : documented()) {
      execute(
          block
              .replace("waybill_worker", role)
              .replace("waybill.", schema + ".")
              .replace("SCHEMA waybill", "SCHEMA " + schema));
    }
    PostgresDatabase limited =
        PostgresDatabase.at(PostgresServer.sharedUrl(), role, "secret").schema(schema);

    try (var store = PostgresTaskStore.open(limited);
        var hears = PostgresBackplane.open(limited);
        var backplane = PostgresBackplane.open(limited)) {
      PostgresTasks.runOne(store);
      assertThat(store.sweep(1, PostgresTasks.LONG)).isZero();
      assertThat(store.list(TaskFilter.ALL, Optional.empty(), 1)).isEmpty();
      backplane.memory().put("a", "k", new byte[1], PostgresTasks.LONG);
      assertThat(backplane.memory().read("a")).hasSize(1);
      backplane.memory().append("a", 1, new byte[1], PostgresTasks.LONG);
      assertThat(backplane.memory().readAfter("a", 0, 1)).hasSize(1);
      backplane.memory().trim("a", 1);
      backplane.memory().removeAll("a");
      CountDownLatch heard = new CountDownLatch(2);
      var unused = hears.listen("news", message -> heard.countDown());
      backplane.publish("news", new byte[1]);
      backplane.publish("news", new byte[100_000]);
      assertThat(heard.await(1, TimeUnit.MINUTES)).isTrue();
    }
    execute("DROP OWNED BY " + role, "DROP ROLE " + role);
  }

  /** The SQL of the page on PostgreSQL. */
  private static List<String> documented() throws IOException {
    String page = Files.readString(Path.of("../docs/tasks-on-postgresql.md"));
    List<String> blocks =
        Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(2);
    return blocks;
  }

  @Test
  void a_schema_that_an_administrator_made_is_filled() throws Exception {
    execute("CREATE SCHEMA " + database.schema());

    try (var store = PostgresTaskStore.open(database)) {
      PostgresTasks.runOne(store);
    }
  }

  @Test
  @Tag("slow")
  void a_database_in_another_encoding_is_refused() throws Exception {
    String name = "latin_" + database.schema();
    execute("CREATE DATABASE " + name + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    String url = PostgresServer.sharedUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");

    assertThatThrownBy(() -> PostgresTaskStore.open(PostgresDatabase.at(url)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("UTF8");

    execute("DROP DATABASE " + name + " WITH (FORCE)");
  }

  @Test
  void sessions_wait_for_the_disk_where_the_server_would_not() throws Exception {
    String url = PostgresServer.sharedUrl();
    PostgresDatabase lax =
        PostgresDatabase.at(
                url + (url.contains("?") ? "&" : "?") + "options=-c%20synchronous_commit%3Doff")
            .schema(database.schema());

    try (var pool = new PostgresPool(lax)) {
      List<String> commit =
          pool.run(connection ->
              PostgresQuery.of(connection, "SHOW synchronous_commit")
                  .list(row -> row.getString(1)));
      assertThat(commit).containsExactly("on");
      List<String> warnings = pool.run(PostgresSchema::warnings);
      assertThat(warnings).singleElement().asString().contains("synchronous_commit=off");
    }
  }

  @Test
  @Tag("slow")
  void a_server_that_syncs_nothing_is_warned_of() {
    try (PostgresServer server = PostgresServer.start("fsync = off", "full_page_writes = off");
        PostgresPool pool = new PostgresPool(server.database())) {
      List<String> warnings = pool.run(PostgresSchema::warnings);
      assertThat(warnings).hasSize(2).allSatisfy(warning -> assertThat(warning).contains("=off"));
    }
  }

  @Test
  @Tag("slow")
  void a_server_that_is_not_there_is_told_without_the_password() {
    PostgresDatabase nowhere = PostgresDatabase.at("postgresql://me:tangerine@127.0.0.1:1/app");

    assertThatThrownBy(() -> PostgresTaskStore.open(nowhere))
        .isInstanceOf(TaskStoreException.class)
        .hasMessageNotContaining("tangerine")
        .hasStackTraceContaining("refused")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("tangerine"));
  }

  private static String stackTrace(Throwable failure) {
    var text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }
}
