package dev.waybill.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.server.Backplane;
import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryContract;
import dev.waybill.server.SharedMemoryException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisMemoryTest extends SharedMemoryContract {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final byte[] BYTES = {1};

  private static RedisServer server;
  private static List<Backplane> workers;
  private int asked;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    workers = List.of(open(server), open(server));
  }

  private static Backplane open(RedisServer server) {
    return RedisBackplane.open(RedisOptions.at(server.url()).timeout(Duration.ofSeconds(20)));
  }

  @AfterAll
  static void stop() {
    workers.forEach(Backplane::close);
    server.close();
  }

  @Override
  protected synchronized SharedMemory memory() {
    return workers.get(asked++ % workers.size()).memory();
  }

  @Test
  void redis_forgets_by_itself_what_is_over() throws Exception {
    try (RedisServer own = RedisServer.start();
        Backplane backplane = open(own)) {
      SharedMemory memory = backplane.memory();
      memory.put("a", "k", BYTES, Duration.ofMillis(200));
      memory.append("a", 1, BYTES, Duration.ofMillis(200));
      memory.put("b", "k", BYTES, Duration.ofMillis(200));
      memory.remove("b", "k");

      Awaitility.await().atMost(LONG).until(() -> own.command("DBSIZE").equals(":0"));
    }
  }

  @Test
  void while_the_server_is_away_every_call_fails_and_afterwards_all_is_there() {
    try (RedisServer own = RedisServer.start();
        Backplane backplane = open(own)) {
      SharedMemory memory = backplane.memory();
      memory.put("a", "k", BYTES, LONG);
      memory.append("a", 1, BYTES, LONG);
      own.kill();

      Awaitility.await()
          .atMost(LONG)
          .untilAsserted(() -> {
            assertThatThrownBy(() -> memory.read("a")).isInstanceOf(SharedMemoryException.class);
            assertThatThrownBy(() -> memory.put("a", "x", BYTES, LONG))
                .isInstanceOf(SharedMemoryException.class);
            assertThatThrownBy(() -> memory.append("a", 2, BYTES, LONG))
                .isInstanceOf(SharedMemoryException.class);
          });

      own.restart();
      Awaitility.await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(SharedMemoryException.class)
          .untilAsserted(() -> {
            assertThat(memory.read("a")).containsOnlyKeys("k");
            assertThat(memory.readAfter("a", 0, 10)).hasSize(1);
          });
      memory.put("a", "y", BYTES, LONG);
      memory.append("a", 2, BYTES, LONG);
    }
  }

  @Test
  void a_server_that_stands_still_is_given_up() throws Exception {
    try (RedisServer own = RedisServer.start();
        Backplane backplane =
            RedisBackplane.open(RedisOptions.at(own.url()).timeout(Duration.ofMillis(500)))) {
      own.signal("STOP");
      assertThatThrownBy(() -> backplane.memory().read("a"))
          .isInstanceOf(SharedMemoryException.class)
          .hasMessageContaining("in time");
      own.signal("CONT");
      Awaitility.await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(SharedMemoryException.class)
          .until(() -> backplane.memory().read("a").isEmpty());
    }
  }
}
