package dev.waybill.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Backplane;
import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class RedisClusterMemoryTest extends SharedMemoryContract {
  private static RedisCluster cluster;
  private static List<Backplane> workers;
  private int asked;

  @BeforeAll
  static void start() throws IOException {
    cluster = RedisCluster.start();
    workers =
        List.of(cluster.nodes().getFirst(), cluster.nodes().getLast()).stream()
            .map(node -> (Backplane) RedisBackplane.open(RedisOptions.at(node.url())))
            .toList();
  }

  @AfterAll
  static void stop() {
    workers.forEach(Backplane::close);
    cluster.close();
  }

  @Override
  protected synchronized SharedMemory memory() {
    return workers.get(asked++ % workers.size()).memory();
  }

  @Test
  void groups_lie_on_every_node() throws IOException {
    for (int i = 0; i < 100; i++) {
      memory().put("session/" + i, "k", new byte[1], Duration.ofMinutes(5));
    }
    for (RedisServer node : cluster.nodes()) {
      assertThat(node.command("DBSIZE")).isNotEqualTo(":0");
    }
  }
}
