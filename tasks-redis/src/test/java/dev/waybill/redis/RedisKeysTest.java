package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where tasks lie among the keys of a server, and that nothing stays there. */
class RedisKeysTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final byte[] BYTES = "bytes".getBytes(UTF_8);

  private RedisServer server;
  private TaskStore store;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    store = open();
  }

  private TaskStore open() {
    return RedisTaskStore.open(RedisOptions.at(server.url()));
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  @Test
  void a_task_with_an_idempotency_key_is_found_by_workers_that_did_not_create_it() {
    for (int i = 0; i < 20; i++) {
      store.create(NewTasks.withKey("t" + i, Optional.of("key " + i)));
    }
    try (TaskStore finding = open();
        TaskStore working = open();
        TaskStore reading = open();
        TaskStore renewing = open()) {
      for (int i = 0; i < 20; i++) {
        String id = "t" + i;
        assertThat(finding.find(id)).isPresent();
        assertThat(finding.create(NewTasks.withKey("other", Optional.of("key " + i))).task().id())
            .isEqualTo(id);
        Lease lease = working.take(id, "w", LONG).orElseThrow().lease();
        assertThat(working.record(lease, "step", BYTES)).isTrue();
        assertThat(reading.journal(id)).hasSize(1);
        assertThat(renewing.renew(List.of(lease), LONG)).isEmpty();
      }
      assertThat(finding.find("other")).isEmpty();
    }
  }

  @Test
  void nothing_stays_behind_of_tasks_that_are_gone() throws IOException {
    for (int i = 0; i < 12; i++) {
      Optional<String> key = i % 2 == 0 ? Optional.of("key " + i) : Optional.empty();
      store.create(NewTasks.withKey("purged" + i, key));
      store.create(NewTasks.withKey("ignored" + i, key));
    }
    for (TaskStore.Claimed claimed : store.claim("w", 100, LONG, Map.of())) {
      assertThat(store.record(claimed.lease(), "step", BYTES)).isTrue();
      store.settle(claimed.lease(), TaskStatus.FAILED, Optional.of(BYTES), Optional.empty());
      assertThat(store.purge(claimed.task().id())).isTrue();
    }
    assertThat(server.command("DBSIZE")).isEqualTo(":0");

    for (int i = 0; i < 30; i++) {
      store.create(
          shortLived("swept" + i, i % 3 == 0 ? Optional.of("key " + i) : Optional.empty()));
    }
    List<TaskStore.Claimed> claimed = store.claim("w", 20, LONG, Map.of());
    store.park(claimed.get(0).lease(), Map.of("q", BYTES));
    store.cancel(claimed.get(1).task().id());
    store.postpone(claimed.get(2).lease(), LONG, Optional.of("later"), true);
    store.settle(claimed.get(3).lease(), TaskStatus.COMPLETED, Optional.empty(), Optional.empty());
    store.claim("other", 3, Duration.ZERO, Map.of());
    Awaitility.await().until(() -> store.find("swept29").orElseThrow().times().expired());
    assertThat(store.sweep(1000, Duration.ZERO)).isEqualTo(30);
    assertThat(server.command("DBSIZE")).isEqualTo(":0");
  }

  private static NewTask shortLived(String id, Optional<String> key) {
    return new NewTask(
        id,
        "alice",
        "tool " + id.length(),
        BYTES,
        List.of(new TaskStore.JournalRow("before", BYTES)),
        new NewTask.Terms(3, Optional.of(LONG), Duration.ofMillis(200), Duration.ZERO, key),
        Optional.empty());
  }

  @Test
  void the_best_of_all_shards_are_claimed_in_their_order() {
    for (int i = 0; i < 300; i++) {
      NewTask plain = NewTasks.of("t" + i);
      NewTask.Terms terms =
          new NewTask.Terms(i % 7, Optional.empty(), LONG, Duration.ZERO, Optional.empty());
      store.create(
          new NewTask(
              plain.id(), "alice", "tool" + i % 3, BYTES, List.of(), terms, Optional.empty()));
    }

    List<TaskStore.Claimed> best = store.claim("w", 100, LONG, Map.of("tool0", 10));

    assertThat(best).hasSize(100);
    assertThat(best).filteredOn(task -> task.task().tool().equals("tool0")).hasSize(10);
    List<Integer> priorities =
        best.stream().map(task -> Integer.parseInt(task.task().id().substring(1)) % 7).toList();
    assertThat(priorities).isSortedAccordingTo((one, other) -> Integer.compare(other, one));
    assertThat(priorities.getLast()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void long_lists_are_read_to_their_end() {
    for (int i = 0; i < 300; i++) {
      store.create(NewTasks.of("t" + i));
    }
    Optional<TaskStore.Position> after = Optional.empty();
    int read = 0;
    while (true) {
      var page = store.list(dev.waybill.tasks.TaskFilter.ALL, after, 7);
      if (page.isEmpty()) {
        break;
      }
      read += page.size();
      after = Optional.of(TaskStore.Position.of(page.getLast()));
    }
    assertThat(read).isEqualTo(300);
    assertThat(store.list(dev.waybill.tasks.TaskFilter.ALL, Optional.empty(), 5000)).hasSize(300);
  }
}
