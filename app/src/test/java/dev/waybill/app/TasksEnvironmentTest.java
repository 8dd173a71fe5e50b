package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import dev.waybill.server.KeyRing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code waybill tasks} takes from its environment, and where it looks without any. */
@Tag("slow")
class TasksEnvironmentTest {
  private static final String KEYS = "first:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @TempDir Path temp;

  private record Ended(int code, String out, String errors) {}

  private Ended tasks(Map<String, String> environment, String... arguments) throws Exception {
    Path errors = temp.resolve("errors.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.waybill.app.WaybillCommand",
                "tasks")
            .directory(temp.toFile())
            .redirectError(errors.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().keySet().removeAll(List.of("WAYBILL_STORE", "WAYBILL_KEYS"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, Files.readString(errors));
  }

  private String sealedTask(Path store) throws Exception {
    Path root = Files.createDirectory(temp.resolve("root"));
    Files.writeString(root.resolve("app.log"), "2026-07-28T10:00:00Z ERROR It broke\n");
    try (DemoTasks tasks =
            DemoTasks.in(new StoreUrl.Sqlite(store), Optional.of(KeyRing.parse(KEYS)));
        DemoServer demo = DemoServer.over(root, InstantSource.system(), Eras.all(), tasks);
        HttpEndpoint endpoint = HttpEndpoint.builder(demo.server()).start();
        DemoClient client = new DemoClient(endpoint.uri())) {
      String id =
          client
              .send(
                  DemoClient.taskMessage(
                      "tools/call",
                      "{\"name\":\"summarize_log\",\"arguments\":{\"folder\":\".\"}}"))
              .result()
              .get("taskId")
              .stringValue();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() ->
              client
                  .send(DemoClient.taskMessage("tasks/get", "{\"taskId\":\"" + id + "\"}"))
                  .result()
                  .get("status")
                  .stringValue()
                  .equals("completed"));
      return id;
    }
  }

  @Test
  void the_environment_names_the_store_and_the_keys() throws Exception {
    Path store = temp.resolve("sealed.db");
    String id = sealedTask(store);
    Map<String, String> named = Map.of("WAYBILL_STORE", "sqlite:" + store);
    assertThat(tasks(named, "list").out()).contains(id, "completed");
    assertThat(tasks(named, "show", id).out()).containsPattern("summarize app\\.log +sealed");
    Map<String, String> keyed = Map.of("WAYBILL_STORE", "sealed.db", "WAYBILL_KEYS", KEYS);
    Ended shown = tasks(keyed, "show", id);
    assertThat(shown.out())
        .containsPattern("summarize app\\.log +step +\\(\\d+ bytes\\)")
        .doesNotContain("It broke");
    assertThat(shown.errors()).isEmpty();
    Ended broken =
        tasks(Map.of("WAYBILL_STORE", "sealed.db", "WAYBILL_KEYS", "k:tangerine"), "show", id);
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.errors()).contains("WAYBILL_KEYS").doesNotContain("tangerine");
    Ended nothing = tasks(Map.of(), "list");
    assertThat(nothing.code()).isEqualTo(3);
    assertThat(nothing.errors()).contains("there is no task file waybill.db");
    assertThat(temp.resolve("waybill.db")).doesNotExist();
    Files.move(store, temp.resolve("waybill.db"));
    assertThat(tasks(Map.of(), "list").out()).contains(id);
  }
}
