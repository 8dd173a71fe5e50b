package dev.waybill.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Backplane;
import dev.waybill.server.Backplane.Message;
import dev.waybill.server.BackplaneContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBackplaneTest extends BackplaneContract {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final PostgresDatabase database = PostgresServer.shared();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  @Override
  protected Backplane connect() {
    return PostgresBackplane.open(database);
  }

  private void listen(Backplane backplane) {
    var unused = backplane.listen("news", message -> heard.add(new String(message, UTF_8)));
  }

  private static void publish(Backplane backplane, String text) {
    backplane.publish("news", text.getBytes(UTF_8));
  }

  @Test
  void schemas_do_not_hear_each_other() {
    try (var elsewhere = PostgresBackplane.open(PostgresServer.shared());
        var same = connect();
        var hears = connect()) {
      listen(hears);

      publish(elsewhere, "elsewhere");
      publish(same, "here");

      Awaitility.await().atMost(LONG).until(() -> !heard.isEmpty());
      assertThat(heard).containsExactly("here");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "2 ",
        "1 0123456789abcdef Da",
        "2 nobody @news =YQ",
        "2 0123456789abcdef",
        "2 0123456789abcdef ",
        "2 0123456789abcdef =YQ",
        "2 0123456789abcdef @ =YQ",
        "2 0123456789abcdef @no/channel =YQ",
        "2 0123456789abcdef @news =YQ  =YQ",
        "2 0123456789abcdef @news =YQ !YQ",
        "2 0123456789abcdef @news =%%",
        "2 0123456789abcdef @news #",
        "2 0123456789abcdef @news #x",
        "2 0123456789abcdef @news #99999999999999999999",
        "2 0123456789abcdef @other #1",
        "2 0123456789abcdef @news #1",
        "{\"news\": \"DUE\"}"
      })
  void what_others_send_on_the_channel_is_ignored(String payload) throws Exception {
    try (var hears = connect();
        var speaks = connect()) {
      listen(hears);

      notify(payload);
      publish(speaks, "real");

      Awaitility.await().atMost(LONG).until(() -> !heard.isEmpty());
      assertThat(heard).containsExactly("real");
    }
  }

  private void notify(String payload) throws SQLException {
    try (Connection connection = database.source().getConnection()) {
      PostgresQuery.of(connection, "SELECT pg_notify(?, ?)")
          .with("waybill_" + database.schema(), payload)
          .first(row -> true);
    }
  }

  @Test
  void a_notification_that_names_a_message_which_is_gone_is_passed_over() throws Exception {
    try (var hears = connect();
        var speaks = connect()) {
      listen(hears);
      publish(speaks, "x".repeat(100_000));
      Awaitility.await().atMost(LONG).until(() -> heard.size() == 1);

      notify("2 0123456789abcdef @news #12345");
      publish(speaks, "real");

      Awaitility.await().atMost(LONG).until(() -> heard.size() == 2);
      assertThat(heard).contains("real");
    }
  }

  @Test
  void a_large_message_that_cannot_be_written_is_dropped_and_the_others_arrive() throws Exception {
    try (var hears = connect();
        var speaks = connect()) {
      listen(hears);
      String large = "x".repeat(100_000);
      publish(speaks, large);
      Awaitility.await().atMost(LONG).until(() -> heard.contains(large));
      try (Connection connection = database.source().getConnection()) {
        PostgresQuery.of(connection, "DROP TABLE " + database.schema() + ".message").update();
      }

      publish(speaks, "before");
      publish(speaks, large + "never");
      publish(speaks, "after");

      Awaitility.await().atMost(LONG).until(() -> heard.size() == 3);
      assertThat(heard).containsExactly(large, "before", "after");
    }
  }

  @Test
  void large_messages_lie_in_their_table_for_a_while_and_are_removed_by_who_put_them_there()
      throws Exception {
    PostgresMessages messages = new PostgresMessages(database.schema(), Duration.ofMillis(300));
    try (Connection connection = database.source().getConnection()) {
      byte[] large = new byte[100_000];
      long first = messages.keep(connection, "me", new Message("news", large));
      assertThat(messages.find(connection, "me", first)).hasValue(large);
      assertThat(messages.find(connection, "you", first)).isEmpty();
      messages.keep(connection, "me", new Message("news", large));

      Awaitility.await()
          .atMost(LONG)
          .until(() -> {
            messages.sweep(connection);
            return PostgresQuery.of(
                    connection, "SELECT count(*) FROM " + database.schema() + ".message")
                .first(row -> row.getInt(1) == 0)
                .orElseThrow();
          });
    }
  }

  @Test
  @Tag("slow")
  void it_comes_back_after_the_server_was_killed_and_nobody_waits_meanwhile() {
    try (PostgresServer server = PostgresServer.start()) {
      PostgresDatabase killed = server.database();
      try (var one = PostgresBackplane.open(killed);
          var two = PostgresBackplane.open(killed)) {
        listen(two);
        publish(one, "large before " + "x".repeat(10_000));
        Awaitility.await().atMost(LONG).until(() -> !heard.isEmpty());
        server.kill();
        for (int i = 0; i < 50_000; i++) {
          publish(one, "lost or not " + i);
        }
        server.restart();

        Awaitility.await()
            .atMost(LONG)
            .until(() -> {
              publish(one, "after");
              return heard.contains("after");
            });
        String large = "large after " + "x".repeat(10_000);
        publish(one, large);
        Awaitility.await().atMost(LONG).until(() -> heard.contains(large));
      }
    }
  }

  @Test
  @Tag("slow")
  void it_opens_while_the_server_is_away_and_still_speaks_within_the_process() {
    try (var alone = PostgresBackplane.open(PostgresDatabase.at("postgresql://127.0.0.1:1/app"))) {
      listen(alone);

      publish(alone, "a");

      assertThat(heard).containsExactly("a");
    }
  }
}
