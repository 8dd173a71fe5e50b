package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.protocol.Json;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The demo's calls as durable tasks, in processes that are killed. */
@Tag("slow")
class DemoTasksTest {
  private static final int LOGS = 12;
  private static final int LINES = 600_000;
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final String STEP = "summarize ";

  @TempDir Path temp;
  private Path root;
  private Path file;

  @BeforeEach
  void make_root() throws Exception {
    root = Files.createDirectory(temp.resolve("root"));
    file = root.resolve("tasks.db");
  }

  private DemoProcess demo() throws IOException {
    return DemoProcess.http(root, List.of(), "--tasks", "--store", file.toString());
  }

  /** Logs that take a while to read and little room. */
  private void writeLogs(int logs) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < LINES; i++) {
        out.write(
            ("2026-07-28T10:00:00Z WARN Retry of request " + i + " after 20 ms\n")
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.createDirectory(root.resolve("logs"));
    for (int i = 0; i < logs; i++) {
      Files.write(root.resolve("logs/app-%03d.log.gz".formatted(i)), packed.toByteArray());
    }
  }

  private static String start(DemoClient client) throws Exception {
    JsonNode created =
        client
            .send(
                DemoClient.taskMessage(
                    "tools/call",
                    "{\"name\":\"summarize_log\",\"arguments\":{\"folder\":\"logs\"}}"))
            .result();
    assertThat(created.get("resultType").stringValue()).isEqualTo("task");
    return created.get("taskId").stringValue();
  }

  private static JsonNode get(DemoClient client, String id) throws Exception {
    return client.send(DemoClient.taskMessage("tasks/get", "{\"taskId\":\"" + id + "\"}")).result();
  }

  /** The logs whose steps are recorded, with what was. */
  private static Map<String, String> recorded(TaskStore store, String id) {
    Map<String, String> logs = new LinkedHashMap<>();
    for (TaskStore.JournalRow row : store.journal(id)) {
      if (row.key().startsWith(STEP)) {
        logs.put(
            row.key().substring(STEP.length()), new String(row.payload(), StandardCharsets.UTF_8));
      }
    }
    return logs;
  }

  @Test
  void a_killed_demo_goes_on_after_the_last_log_it_finished() throws Exception {
    writeLogs(LOGS);
    try (TaskStore store = SqliteTaskStore.open(file)) {
      String id;
      Map<String, String> finished;
      try (DemoProcess first = demo();
          DemoClient client = new DemoClient(URI.create(first.uri()))) {
        id = start(client);
        Awaitility.await().atMost(LONG).until(() -> recorded(store, id).size() >= 3);
        first.process().destroyForcibly();
        assertThat(first.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        finished = recorded(store, id);
      }
      assertThat(store.find(id).orElseThrow().status()).isEqualTo(TaskStatus.WORKING);
      assertThat(finished).hasSizeBetween(3, LOGS - 1);
      Instant killed = Instant.now();
      // Whoever reads them again, finds them gone.
      for (String log : finished.keySet()) {
        Files.delete(root.resolve(log));
      }
      try (DemoProcess second = demo();
          DemoProcess watch =
              DemoProcess.of("tasks", "watch", "--store", file.toString(), "--json");
          DemoClient client = new DemoClient(URI.create(second.uri()))) {
        Awaitility.await()
            .atMost(LONG)
            .until(() -> !get(client, id).get("status").stringValue().equals("working"));
        JsonNode task = get(client, id);
        assertThat(task.get("status").stringValue()).as("%s", task).isEqualTo("completed");
        JsonNode summary = task.at("/result/structuredContent");
        assertThat(summary.get("lines").longValue()).isEqualTo((long) LOGS * LINES);
        assertThat(summary.at("/levels/warn").longValue()).isEqualTo((long) LOGS * LINES);
        assertThat(summary.get("logs").size()).isEqualTo(LOGS);
        for (JsonNode log : summary.get("logs")) {
          assertThat(log.has("problem")).as("%s", log).isFalse();
          assertThat(Instant.parse(log.get("readAt").stringValue()).isBefore(killed))
              .as("%s, killed at %s", log, killed)
              .isEqualTo(finished.containsKey(log.get("file").stringValue()));
        }
        assertThat(recorded(store, id)).hasSize(LOGS).containsAllEntriesOf(finished);
        assertThat(watched(watch, id)).isEqualTo("completed");
      }
    }
  }

  /** Reads what is watched until the task has ended; returns its state. */
  private static String watched(DemoProcess watch, String id) throws IOException {
    String was = "";
    for (String line = watch.out().readLine(); line != null; line = watch.out().readLine()) {
      JsonNode task = Json.mapper().readTree(line);
      assertThat(task.get("taskId").stringValue()).isEqualTo(id);
      if (!task.get("status").stringValue().equals("working")) {
        was = task.path("was").stringValue("");
        assertThat(was).isEqualTo("working");
        return task.get("status").stringValue();
      }
    }
    throw new IOException("The watch ended: " + watch.errors());
  }

  @Test
  void a_demo_that_is_told_to_end_hands_its_task_back_at_once() throws Exception {
    // Far more than can be read while the demo ends.
    writeLogs(400);
    try (TaskStore store = SqliteTaskStore.open(file);
        DemoProcess demo = demo();
        DemoClient client = new DemoClient(URI.create(demo.uri()))) {
      String id = start(client);
      Awaitility.await().atMost(LONG).until(() -> recorded(store, id).size() >= 1);
      demo.process().destroy();
      assertThat(demo.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.process().exitValue()).isEqualTo(143);
      assertThat(store.find(id).orElseThrow().status()).isEqualTo(TaskStatus.WORKING);
      assertThat(store.queued()).as("%s %s", store.find(id), demo.errors()).isEqualTo(1);
    }
  }

  @Test
  void without_tasks_nothing_of_them_is_loaded() throws Exception {
    Files.writeString(root.resolve("app.log"), "2026-07-28T10:00:00Z ERROR It broke\n");
    Path loaded = temp.resolve("loaded.log");
    try (DemoProcess demo = DemoProcess.http(root, List.of("-Xlog:class+load:file=" + loaded));
        DemoClient client = new DemoClient(URI.create(demo.uri()))) {
      JsonNode summary =
          client.tool("summarize_log", "{\"folder\":\".\"}").result().get("structuredContent");
      assertThat(summary.at("/logs/0/file").stringValue()).isEqualTo("app.log");
    }
    assertThat(Files.readString(loaded))
        .contains("dev.waybill.app.DemoServer", "dev.waybill.server.TaskPolicy")
        .doesNotContain(
            "dev.waybill.tasks.",
            "dev.waybill.jdbc.",
            "dev.waybill.redis.",
            "dev.waybill.app.Tasks",
            "org.sqlite.");
    assertThat(file).doesNotExist();
  }
}
