package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Backplane;
import dev.waybill.server.BackplaneContract;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisBackplaneTest extends BackplaneContract {
  private static RedisServer server;

  private final String prefix = "test:" + UUID.randomUUID() + ":";
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected Backplane connect() {
    return RedisBackplane.open(RedisOptions.at(server.url()).prefix(prefix));
  }

  private void listen(Backplane backplane) {
    var unused = backplane.listen("news", message -> heard.add(new String(message, UTF_8)));
  }

  private static void publish(Backplane backplane, String text) {
    backplane.publish("news", text.getBytes(UTF_8));
  }

  @Test
  void what_strangers_publish_is_passed_over() throws Exception {
    String sender = "\\x01" + "\\x07".repeat(16);
    try (Backplane one = connect();
        Backplane other = connect()) {
      listen(other);
      for (String envelope :
          List.of(
              "",
              "nonsense",
              "\\x02" + "\\x07".repeat(16) + "\\x04news\\x00\\x00\\x00\\x01x",
              sender,
              sender + "\\x04news\\x00\\x00\\x00\\x02x",
              sender + "\\x04news\\xff\\xff\\xff\\xffx",
              sender + "\\x04ne/s\\x00\\x00\\x00\\x01x",
              sender + "\\xffnews\\x00\\x00\\x00\\x01x",
              sender + "\\x00\\x00\\x00\\x00\\x01x")) {
        server.command("PUBLISH " + prefix + "messages \"" + envelope + "\"");
      }
      server.command(
          "PUBLISH " + prefix + "messages \"" + sender + "\\x04news\\x00\\x00\\x00\\x01x" + "\"");
      publish(one, "real");

      Awaitility.await().until(() -> heard.size() == 2);
      assertThat(heard).containsExactlyInAnyOrder("x", "real");
    }
  }

  @Test
  void workers_with_other_prefixes_do_not_hear_each_other() {
    try (Backplane elsewhere =
            RedisBackplane.open(RedisOptions.at(server.url()).prefix(prefix + "other:"));
        Backplane one = connect();
        Backplane other = connect()) {
      listen(other);
      publish(elsewhere, "elsewhere");
      publish(one, "here");

      Awaitility.await().until(() -> !heard.isEmpty());
      assertThat(heard).containsExactly("here");
      elsewhere.memory().put("a", "k", new byte[1], java.time.Duration.ofMinutes(1));
      assertThat(one.memory().read("a")).isEmpty();
    }
  }

  @Test
  void messages_are_dropped_while_the_server_is_away_and_go_on_when_it_is_back() {
    try (RedisServer killed = RedisServer.start();
        Backplane one = RedisBackplane.open(RedisOptions.at(killed.url()));
        Backplane other = RedisBackplane.open(RedisOptions.at(killed.url()))) {
      listen(other);
      killed.kill();
      IntStream.range(0, 20_000).forEach(i -> publish(one, "lost " + i));
      killed.restart();

      Awaitility.await()
          .until(() -> {
            publish(one, "back");
            return heard.contains("back");
          });
    }
  }
}
