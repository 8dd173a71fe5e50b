package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.Backplane.Message;
import dev.waybill.tasks.Backplane.News;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBackplaneTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Queue<Message> heard = new ConcurrentLinkedQueue<>();

  @Test
  void news_reaches_other_workers_and_listeners_here_once() throws Exception {
    PostgresDatabase database = PostgresServer.shared();
    Queue<Message> here = new ConcurrentLinkedQueue<>();
    List<Message> news =
        List.of(
            new Message(News.DUE, "a"),
            new Message(News.CHANGED, "odd id: é\u0000 %\uD83D\uDE00"),
            new Message(News.CANCEL, ""));
    try (var one = PostgresBackplane.open(database);
        var two = PostgresBackplane.open(database)) {
      var unused = one.listen(here::add);
      var listening = two.listen(heard::add);

      news.forEach(one::publish);
      assertThat(here).containsExactlyElementsOf(news);
      Awaitility.await().atMost(LONG).until(() -> heard.size() == news.size());
      assertThat(heard).containsExactlyElementsOf(news);
      two.publish(new Message(News.DUE, "back"));
      Awaitility.await().atMost(LONG).until(() -> here.size() == news.size() + 1);

      listening.close();
      one.publish(new Message(News.DUE, "unheard"));
      two.publish(new Message(News.DUE, "last"));
      Awaitility.await().atMost(LONG).until(() -> here.contains(new Message(News.DUE, "last")));
      assertThat(heard).doesNotContain(new Message(News.DUE, "unheard"));
    }
  }

  @Test
  void more_news_than_fits_into_one_notification_arrives_in_order() throws Exception {
    PostgresDatabase database = PostgresServer.shared();
    List<Message> news = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      news.add(new Message(News.CHANGED, "a task with a rather long identifier " + i));
    }
    try (var one = PostgresBackplane.open(database);
        var two = PostgresBackplane.open(database)) {
      var unused = two.listen(heard::add);

      news.forEach(one::publish);

      Awaitility.await().atMost(LONG).until(() -> heard.size() == news.size());
      assertThat(heard).containsExactlyElementsOf(news);
    }
  }

  @Test
  void schemas_do_not_hear_each_other() throws Exception {
    PostgresDatabase database = PostgresServer.shared();
    try (var one = PostgresBackplane.open(PostgresServer.shared());
        var same = PostgresBackplane.open(database);
        var two = PostgresBackplane.open(database)) {
      var unused = two.listen(heard::add);

      one.publish(PostgresTasks.due("elsewhere"));
      same.publish(PostgresTasks.due("here"));

      Awaitility.await().atMost(LONG).until(() -> !heard.isEmpty());
      assertThat(heard).containsExactly(PostgresTasks.due("here"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 ",
        "2 0123456789abcdef Da",
        "1 nobody Da",
        "1 0123456789abcdef ",
        "1 0123456789abcdef Za",
        "1 0123456789abcdef Da  Db",
        "1 0123456789abcdef D%zz",
        "{\"news\": \"DUE\"}"
      })
  void what_others_send_on_the_channel_is_ignored(String payload) throws Exception {
    PostgresDatabase database = PostgresServer.shared();
    try (var hears = PostgresBackplane.open(database);
        var speaks = PostgresBackplane.open(database);
        Connection connection = database.source().getConnection()) {
      var unused = hears.listen(heard::add);

      PostgresQuery.of(connection, "SELECT pg_notify(?, ?)")
          .with("waybill_" + database.schema(), payload)
          .first(row -> true);
      speaks.publish(PostgresTasks.due("real"));

      Awaitility.await().atMost(LONG).until(() -> !heard.isEmpty());
      assertThat(heard).containsExactly(PostgresTasks.due("real"));
    }
  }

  @Test
  void a_listener_that_fails_hurts_nobody() throws Exception {
    PostgresDatabase database = PostgresServer.shared();
    try (var one = PostgresBackplane.open(database);
        var two = PostgresBackplane.open(database)) {
      for (PostgresBackplane each : List.of(one, two)) {
        var unused =
            each.listen(message -> {
              throw new IllegalStateException("broken listener");
            });
      }
      var unused = two.listen(heard::add);

      one.publish(PostgresTasks.due("a"));
      one.publish(PostgresTasks.due("b"));

      Awaitility.await().atMost(LONG).until(() -> heard.size() == 2);
    }
  }

  @Test
  @Tag("slow")
  void it_comes_back_after_the_server_was_killed_and_nobody_waits_meanwhile() {
    try (PostgresServer server = PostgresServer.start()) {
      PostgresDatabase database = server.database();
      try (var one = PostgresBackplane.open(database);
          var two = PostgresBackplane.open(database)) {
        var unused = two.listen(heard::add);
        server.kill();
        for (int i = 0; i < 50_000; i++) {
          one.publish(PostgresTasks.due("lost or not " + i));
        }
        server.restart();

        Awaitility.await()
            .atMost(LONG)
            .until(() -> {
              one.publish(PostgresTasks.due("after"));
              return heard.contains(PostgresTasks.due("after"));
            });
      }
    }
  }

  @Test
  @Tag("slow")
  void it_opens_while_the_server_is_away_and_still_speaks_within_the_process() {
    try (var alone = PostgresBackplane.open(PostgresDatabase.at("postgresql://127.0.0.1:1/app"))) {
      var unused = alone.listen(heard::add);

      alone.publish(PostgresTasks.due("a"));

      assertThat(heard).containsExactly(PostgresTasks.due("a"));
    }
  }
}
