package dev.waybill.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.Backplane;
import dev.waybill.tasks.Backplane.Message;
import dev.waybill.tasks.Backplane.News;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisBackplaneTest {
  private RedisServer server;
  private Backplane one;
  private Backplane other;
  private final List<Message> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    server = RedisServer.start();
    one = RedisBackplane.open(RedisOptions.at(server.url()));
    other = RedisBackplane.open(RedisOptions.at(server.url()));
    other.listen(heard::add);
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
    server.close();
  }

  @Test
  void news_reaches_other_workers_in_order_and_once() {
    List<Message> news =
        IntStream.range(0, 2000)
            .mapToObj(i -> new Message(News.values()[i % 3], "task " + i))
            .toList();

    news.forEach(one::publish);

    Awaitility.await().until(() -> heard.size() >= news.size());
    assertThat(heard).containsExactlyElementsOf(news);
  }

  @Test
  void listeners_of_the_same_worker_hear_at_once_and_once() {
    Message own = new Message(News.DUE, "own");
    other.publish(own);
    assertThat(heard).containsExactly(own);

    Message last = new Message(News.DUE, "last");
    one.publish(last);
    Awaitility.await().until(() -> heard.contains(last));
    assertThat(heard).containsExactly(own, last);
  }

  @Test
  void a_listener_that_fails_keeps_no_other_from_hearing() throws Exception {
    List<Message> more = new CopyOnWriteArrayList<>();
    try (AutoCloseable failing =
            other.listen(message -> {
              throw new IllegalStateException("of the test");
            });
        AutoCloseable hearing = other.listen(more::add)) {
      one.publish(new Message(News.CANCEL, "a"));
      other.publish(new Message(News.CANCEL, "b"));

      Awaitility.await().until(() -> more.size() == 2);
    }
    one.publish(new Message(News.CANCEL, "c"));
    Awaitility.await().until(() -> heard.size() == 3);
    assertThat(more).hasSize(2);
  }

  @Test
  void what_strangers_write_on_the_channel_is_passed_over() throws Exception {
    server.command("PUBLISH waybill:news nonsense");
    server.command(
        "PUBLISH waybill:news \"x\\nq-task\\n\\nd\\n\\xff\\xfe\\nc" + "y".repeat(500) + "\"");
    server.command("PUBLISH waybill:news \"x\\ndtask\"");

    Awaitility.await().until(() -> !heard.isEmpty());
    assertThat(heard).containsExactly(new Message(News.DUE, "task"));
  }

  @Test
  void news_is_dropped_while_the_server_is_away_and_goes_on_when_it_is_back() {
    server.kill();
    IntStream.range(0, 20_000).forEach(i -> one.publish(new Message(News.DUE, "lost " + i)));
    server.restart();

    Awaitility.await()
        .until(() -> {
          one.publish(new Message(News.DUE, "back"));
          return heard.contains(new Message(News.DUE, "back"));
        });
  }
}
