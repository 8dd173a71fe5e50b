package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.PostgresServer;
import dev.waybill.protocol.Json;
import dev.waybill.redis.RedisServer;
import dev.waybill.tasks.NewTask;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** {@code waybill tasks} on stores that are servers. */
@Tag("slow")
class ServerStoresTest {

  /** What a command printed and ended with. */
  private record Ended(int code, String out, String errors) {}

  private static Ended tasks(String url, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line = WaybillCommand.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
    String[] all = new String[arguments.length + 3];
    all[0] = "tasks";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--store";
    all[all.length - 1] = url;
    int code = line.execute(all);
    return new Ended(code, out.toString(), errors.toString());
  }

  @Test
  void a_postgresql_server_is_opened_with_its_backplane() throws Exception {
    String url;
    try (PostgresServer server = PostgresServer.start()) {
      url = server.url();
      operate(url);
    }
    refused(url);
  }

  @Test
  void a_redis_server_is_opened_with_its_backplane() throws Exception {
    String url;
    try (RedisServer server = RedisServer.start()) {
      url = server.url();
      operate(url);
    }
    refused(url);
  }

  /**
   * A task is made by one worker, seen and cancelled by an operator, and the worker hears of it.
   */
  private static void operate(String url) throws Exception {
    try (OpenedStore worker = OpenedStore.open(StoreUrl.parse(url))) {
      BlockingQueue<String> news = new LinkedBlockingQueue<>();
      var unused = worker.tasks().listen(news::add);
      worker
          .store()
          .create(
              new NewTask(
                  "one",
                  "alice",
                  "report",
                  new byte[] {0, '{', '}'},
                  List.of(),
                  new NewTask.Terms(
                      0,
                      Optional.empty(),
                      Duration.ofHours(1),
                      Duration.ofHours(1),
                      Optional.empty()),
                  Optional.empty()));
      assertThat(tasks(url, "list", "--state", "working").out()).contains("one", "report", "alice");
      assertThat(tasks(url, "cancel", "one").out()).isEqualTo("one  is cancelled\n");
      assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
      JsonNode stats = Json.mapper().readTree(tasks(url, "stats", "--json").out());
      assertThat(stats.at("/states/cancelled/count").intValue()).isEqualTo(1);
      assertThat(tasks(url, "purge", "--state", "cancelled", "--yes").out())
          .isEqualTo("Removed: 1\n");
      assertThat(tasks(url, "show", "one").code()).isEqualTo(1);
    }
  }

  private static void refused(String url) {
    String secret = url.replaceFirst("//([^@/]*@)?", "//operator:tangerine@");
    Ended ended = tasks(secret, "list");
    assertThat(ended.code()).as(ended.errors()).isEqualTo(3);
    assertThat(ended.errors())
        .startsWith("waybill: ")
        .hasLineCount(1)
        .doesNotContain("tangerine", "\tat ");
  }
}
