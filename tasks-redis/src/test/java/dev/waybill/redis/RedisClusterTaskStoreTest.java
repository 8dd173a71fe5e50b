package dev.waybill.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreContract;
import dev.waybill.tasks.TaskStoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
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
        RedisOptions.at(cluster.url()).prefix("test:" + UUID.randomUUID() + ":"));
  }

  @Test
  void while_a_node_is_away_the_tasks_on_others_are_worked_on_and_then_all() {
    String prefix = "test:" + UUID.randomUUID() + ":";
    RedisOptions options =
        RedisOptions.at(cluster.url()).prefix(prefix).timeout(Duration.ofSeconds(2));
    try (TaskStore store = RedisTaskStore.open(options)) {
      for (int i = 0; i < 100; i++) {
        store.create(NewTasks.of("t" + i));
      }
      RedisServer gone = cluster.nodes().getLast();
      gone.kill();

      Set<String> claimed = new HashSet<>();
      Awaitility.await()
          .ignoreExceptionsInstanceOf(TaskStoreException.class)
          .until(() -> {
            store
                .claim("w", 100, Duration.ofMinutes(5), Map.of())
                .forEach(task -> claimed.add(task.task().id()));
            return claimed.size() > 20;
          });
      assertThat(claimed.size()).isLessThan(100);
      try (TaskStore another = RedisTaskStore.open(options)) {
        assertThat(claimed)
            .as("a worker that starts meanwhile")
            .anySatisfy(id -> assertThat(another.find(id)).isPresent());
      }

      gone.restart();
      cluster.awaitAgreement();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(TaskStoreException.class)
          .until(() -> {
            store
                .claim("w", 100, Duration.ofMinutes(5), Map.of())
                .forEach(task -> claimed.add(task.task().id()));
            return claimed.size() == 100;
          });
    }
  }

  @Test
  void tasks_lie_on_every_node() throws IOException {
    for (RedisServer node : cluster.nodes()) {
      assertThat(node.command("DBSIZE")).isNotEqualTo(":0");
    }
  }
}
