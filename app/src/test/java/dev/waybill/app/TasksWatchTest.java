package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code waybill tasks watch} as users run it. */
@Tag("slow")
@Timeout(120)
class TasksWatchTest {
  @TempDir Path temp;
  private Path file;
  private TaskStore store;

  @BeforeEach
  void open_store() {
    file = temp.resolve("tasks.db");
    store = SqliteTaskStore.open(file);
  }

  @AfterEach
  void close_store() {
    store.close();
  }

  private void create(String id) {
    store.create(
        new NewTask(
            id,
            "alice",
            "report",
            new byte[] {0, '{', '}'},
            List.of(),
            new NewTask.Terms(
                0, Optional.empty(), Duration.ofHours(1), Duration.ofHours(1), Optional.empty()),
            Optional.empty()));
  }

  private static String line(DemoProcess watch) throws IOException {
    String line = watch.out().readLine();
    assertThat(line).as(watch.errors()).isNotNull();
    return line;
  }

  @Test
  void changes_are_told_line_by_line_until_it_is_ended() throws Exception {
    create("before");
    store.cancel("before");
    create("one");
    try (DemoProcess watch =
        DemoProcess.of("tasks", "watch", "--store", file.toString(), "--interval", "100ms")) {
      assertThat(line(watch)).matches("\\d\\d:\\d\\d:\\d\\d  one  working +report");
      Lease lease = store.take("one", "w", Duration.ofMinutes(5)).orElseThrow().lease();
      assertThat(line(watch)).endsWith("  report");
      store.report(lease, "half\u001b[2J");
      assertThat(line(watch)).endsWith("  report  half\\u001b[2J");
      store.settle(lease, TaskStatus.FAILED, Optional.of(new byte[] {0}), Optional.of("no paper"));
      assertThat(line(watch)).contains("  one  failed ").endsWith("  no paper");
      create("two");
      assertThat(line(watch)).contains("  two  working ");
      store.cancel("two");
      assertThat(line(watch)).contains("  two  cancelled ");
      // As Ctrl-C does, which a build in the background would have its children ignore.
      watch.process().destroy();
      assertThat(watch.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(watch.process().exitValue()).isEqualTo(143);
    }
  }

  @Test
  void a_terminal_shows_a_table_that_is_drawn_anew() throws Exception {
    create("one");
    try (DemoProcess watch =
        DemoProcess.of(
            List.of("-Dwaybill.terminal=80x20"),
            "tasks",
            "watch",
            "--store",
            file.toString(),
            "--interval",
            "100ms")) {
      awaitLine(watch, "working 1   in queue 1");
      awaitLine(watch, "one ");
      store.cancel("one");
      awaitLine(watch, "cancelled 1   in queue 0");
      String row = awaitLine(watch, "one ");
      assertThat(row).contains("cancelled  report");
    }
  }

  private static String awaitLine(DemoProcess watch, String part) throws IOException {
    String line = line(watch);
    while (!line.contains(part)) {
      line = line(watch);
    }
    return line;
  }
}
