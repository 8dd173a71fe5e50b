package dev.waybill.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks for tests. */
final class PostgresTasks {
  static final Duration LONG = Duration.ofMinutes(5);

  private PostgresTasks() {}

  static NewTask task(String id) {
    return task(id, "tool", Optional.empty());
  }

  static NewTask task(String id, String tool, Optional<String> key) {
    return new NewTask(
        id,
        "alice",
        tool,
        id.getBytes(UTF_8),
        List.of(),
        new NewTask.Terms(0, Optional.empty(), LONG, LONG, key),
        Optional.empty());
  }

  /** A task from its creation to its end. */
  static void runOne(TaskStore store) {
    store.create(task("one", "tool", Optional.of("key")));
    var claimed = store.claim("worker", 1, LONG, Map.of()).getFirst();
    assertThat(store.record(claimed.lease(), "step", new byte[] {1})).isTrue();
    assertThat(store.park(claimed.lease(), Map.of("question", new byte[] {2}))).isTrue();
    assertThat(store.answer("one", Map.of("question", new byte[] {3}))).hasSize(1);
    claimed = store.claim("worker", 1, LONG, Map.of("other", 1)).getFirst();
    assertThat(store.journal("one")).hasSize(2);
    assertThat(
            store.settle(
                claimed.lease(),
                TaskStatus.COMPLETED,
                Optional.of(new byte[] {4}),
                Optional.empty()))
        .isTrue();
    assertThat(store.purge("one")).isTrue();
  }
}
