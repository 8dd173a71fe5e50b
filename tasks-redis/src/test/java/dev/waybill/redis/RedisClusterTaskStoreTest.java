package dev.waybill.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreContract;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class RedisClusterTaskStoreTest extends TaskStoreContract {
  private static RedisCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected TaskStore open() {
    return RedisTaskStore.open(
        RedisOptions.url(cluster.url()).prefix("test:" + UUID.randomUUID() + ":"));
  }

  @Test
  void tasks_lie_on_every_node() throws IOException {
    for (RedisServer node : cluster.nodes()) {
      assertThat(node.command("DBSIZE")).isNotEqualTo(":0");
    }
  }
}
