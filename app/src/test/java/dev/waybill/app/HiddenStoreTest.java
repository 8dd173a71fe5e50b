package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's task store may lie in the folder it serves: clients neither see nor change it. */
class HiddenStoreTest {
  @TempDir Path temp;
  private Path root;
  private DemoTasks tasks;
  private DemoServer demo;
  private HttpEndpoint endpoint;
  private DemoClient client;

  @BeforeEach
  void start() throws Exception {
    root = Files.createDirectory(temp.resolve("root"));
    Files.createDirectory(root.resolve("state"));
    Files.writeString(root.resolve("state/app.log"), "waybill was here\n");
    Path store = root.resolve("state/waybill.db");
    tasks = DemoTasks.in(StoreUrl.parse("sqlite:" + store), Optional.empty());
    demo = DemoServer.over(root, InstantSource.system(), Eras.all(), tasks);
    endpoint = HttpEndpoint.builder(demo.server()).start();
    client = new DemoClient(URI.create(endpoint.uri().toString()));
    assertThat(store).exists();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    endpoint.close();
    demo.close();
    tasks.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state/waybill.db",
        "state/WAYBILL.DB",
        "state/waybill.db-wal",
        "state/waybill.db-shm",
        "state/waybill.db/"
      })
  void it_cannot_be_named(String path) throws Exception {
    byte[] before = Files.readAllBytes(root.resolve("state/waybill.db"));
    for (String tool : List.of("summarize_log", "rotate_log")) {
      DemoClient.Answer answer = client.tool(tool, "{\"file\":\"" + path + "\"}");
      assertThat(answer.isToolError()).as("%s", answer.response()).isTrue();
    }
    assertThat(client.tool("disk_usage", "{\"folder\":\"" + path + "\"}").isToolError()).isTrue();
    DemoClient.Answer read = client.request("resources/read", "{\"uri\":\"log:///" + path + "\"}");
    assertThat(read.response().has("error")).isTrue();
    assertThat(read.response().toString()).doesNotContain("SQLite");
    assertThat(Files.readAllBytes(root.resolve("state/waybill.db"))).isEqualTo(before);
  }

  @Test
  void it_is_not_listed_searched_or_counted() throws Exception {
    String found =
        client
            .tool("search_files", "{\"pattern\":\"waybill|SQLite|CREATE\"}")
            .response()
            .toString();
    assertThat(found).contains("waybill was here").doesNotContain("waybill.db");
    assertThat(client.tool("disk_usage", "{}").response().toString())
        .contains("app.log")
        .doesNotContain("waybill.db");
    String all = "{\"folder\":\".\",\"glob\":\"*\"}";
    assertThat(client.tool("summarize_log", all).response().toString())
        .contains("app.log")
        .doesNotContain("waybill.db");
    String names =
        client
            .request(
                "completion/complete",
                "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"triage_incident\"},"
                    + "\"argument\":{\"name\":\"file\",\"value\":\"\"}}")
            .response()
            .toString();
    assertThat(names).contains("app.log").doesNotContain("waybill.db");
  }

  @Test
  void what_becomes_a_task_for_others_is_a_plain_answer_for_clients_without_them()
      throws Exception {
    assertThat(client.tool("summarize_log", "{\"folder\":\".\"}").isToolError()).isFalse();
  }
}
