package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ClientRequest.CompletionReference.PromptReference;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.protocol.ResourceContents.TextResourceContents;
import dev.waybill.protocol.ServerNotification.Progress;
import dev.waybill.server.McpServer;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.ResourceTemplate;
import dev.waybill.server.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client against a Waybill server, over real sockets. */
class McpClientTest {
  record Sum(int a, int b) {}

  record Total(int total) {}

  private static HttpEndpoint endpoint;
  private static McpClient client;
  private static volatile CountDownLatch hanging = new CountDownLatch(1);
  private static volatile CountDownLatch interrupted = new CountDownLatch(1);

  @BeforeAll
  static void start() {
    McpServer.Builder server =
        McpServer.builder("calculator", "1.0.0")
            .instructions("Adds")
            .pageSize(3)
            .add(
                Tool.named("add")
                    .input(Sum.class)
                    .output(Total.class)
                    .handler((in, call) -> new Total(in.a() + in.b())))
            .add(Tool.named("fail").handler((in, call) -> call.error("No luck")))
            .add(
                Tool.named("count")
                    .handler((in, call) -> {
                      call.progress(1, 3, "one");
                      call.log(LoggingLevel.WARNING, "counter", "counted");
                      call.progress(3, 3, "three");
                      return "done";
                    }))
            .add(Tool.named("hang").handler((in, call) -> hang()))
            .add(Tool.named("meta").handler((in, call) -> call.meta().json().toString()))
            .add(Resource.at("memo://one").name("one").handler(call -> "the memo"))
            .add(
                ResourceTemplate.at("memo://{name}")
                    .name("memos")
                    .handler((in, call) -> "memo of " + in.get("name")))
            .add(
                Prompt.named("greet")
                    .argument("name", "Who", true)
                    .complete("name", (value, known, who) -> List.of(value + "da"))
                    .handler((in, call) -> PromptMessage.user("Hello, " + in.get("name"))));
    for (int i = 0; i < 5; i++) {
      server.add(Tool.named("extra" + i).handler((in, call) -> "x"));
    }
    endpoint = HttpEndpoint.builder(server.build()).port(0).start();
    client = McpClient.connect(endpoint.uri());
  }

  private static String hang() throws InterruptedException {
    hanging.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    return "never";
  }

  @AfterAll
  static void stop() {
    client.close();
    endpoint.close();
  }

  @Test
  void a_tool_is_called_with_a_record_and_answers_with_one() {
    assertThat(client.call("add", new Sum(2, 3), Total.class)).isEqualTo(new Total(5));
  }

  @Test
  void a_tool_is_called_raw() {
    CallToolResult result = client.call("add", Map.of("a", 20, "b", 22));
    assertThat(result.structuredContent()).isEqualTo(Json.mapper().readTree("{\"total\":42}"));
    assertThat(result.isError()).isFalse();
  }

  @Test
  void a_text_is_read_as_a_string() {
    assertThat(client.call("extra1", Map.of(), String.class)).isEqualTo("x");
  }

  @Test
  void a_tool_that_fails_is_a_result_when_called_raw_and_an_exception_when_typed() {
    assertThat(client.call("fail", Map.of()).isError()).isTrue();
    assertThatThrownBy(() -> client.call("fail", Map.of(), Total.class))
        .isInstanceOf(McpClientException.ToolFailed.class)
        .hasMessage(endpoint.uri() + ": tools/call fail: the tool failed: No luck");
  }

  @Test
  void a_result_that_does_not_fit_the_type_says_where() {
    record Other(List<String> total) {}
    assertThatThrownBy(() -> client.call("add", new Sum(1, 1), Other.class))
        .isInstanceOf(McpClientException.ProtocolViolation.class)
        .hasMessageContaining("does not fit Other at /total");
  }

  @Test
  void an_unknown_tool_is_refused_with_the_servers_words() {
    assertThatThrownBy(() -> client.call("nothing", Map.of()))
        .isInstanceOfSatisfying(
            McpClientException.Refused.class, e -> assertThat(e.code()).isEqualTo(-32602))
        .hasMessageStartingWith(endpoint.uri() + ": tools/call nothing: ");
  }

  @Test
  void a_list_is_a_stream_over_all_pages() {
    assertThat(client.tools().map(tool -> tool.name()))
        .containsExactly(
            "add", "count", "extra0", "extra1", "extra2", "extra3", "extra4", "fail", "hang",
            "meta");
    assertThat(client.resources().map(r -> r.uri())).containsExactly("memo://one");
    assertThat(client.resourceTemplates().map(t -> t.uriTemplate()))
        .containsExactly("memo://{name}");
    assertThat(client.prompts().map(p -> p.name())).containsExactly("greet");
  }

  @Test
  void resources_prompts_and_completions() {
    assertThat(((TextResourceContents) client.read("memo://two").contents().getFirst()).text())
        .isEqualTo("memo of two");
    assertThat(client.prompt("greet", Map.of("name", "Ada")).messages())
        .containsExactly(
            new PromptMessage(dev.waybill.protocol.Role.USER, ContentBlock.text("Hello, Ada")));
    assertThat(client.complete(new PromptReference("greet"), "name", "A", Map.of()).values())
        .containsExactly("Ada");
  }

  @Test
  void the_server_says_what_it_offers() {
    assertThat(client.server().instructions()).isEqualTo("Adds");
    assertThat(client.server().supportedVersions()).contains("2026-07-28");
  }

  @Test
  void progress_and_log_messages_are_heard_before_the_result() {
    List<Progress> heard = new ArrayList<>();
    List<String> logged = new ArrayList<>();
    String result =
        client
            .with(
                CallOptions.DEFAULTS
                    .onProgress(heard::add)
                    .onLog(LoggingLevel.INFO, m -> logged.add(m.data().asString(""))))
            .call("count", Map.of(), String.class);
    assertThat(result).isEqualTo("done");
    assertThat(heard).isNotEmpty();
    assertThat(heard.getLast().message()).isEqualTo("three");
    assertThat(logged).containsExactly("counted");
  }

  @Test
  void every_request_says_who_asks_and_what_trace_it_is_part_of() {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (McpClient traced =
        McpClient.builder(endpoint.uri()).trace(() -> Map.of("traceparent", parent)).build()) {
      var meta = Json.mapper().readTree(traced.call("meta", Map.of(), String.class));
      assertThat(meta.path("traceparent").asString()).isEqualTo(parent);
      assertThat(meta.path("io.modelcontextprotocol/clientInfo").path("name").asString())
          .isEqualTo("waybill-client");
      assertThat(meta.path("io.modelcontextprotocol/protocolVersion").asString())
          .isEqualTo("2026-07-28");
    }
  }

  @Test
  void a_call_that_takes_too_long_is_cancelled_at_the_server() throws Exception {
    interrupted = new CountDownLatch(1);
    assertThatThrownBy(() ->
            client.with(CallOptions.DEFAULTS.timeout(Duration.ofSeconds(1))).call("hang", Map.of()))
        .isInstanceOf(McpClientException.TimedOut.class)
        .hasMessageContaining("no result within PT1S");
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_call_that_is_silent_too_long_is_cancelled() {
    assertThatThrownBy(() ->
            client
                .with(CallOptions.DEFAULTS.idleTimeout(Duration.ofMillis(300)))
                .call("hang", Map.of()))
        .isInstanceOf(McpClientException.TimedOut.class)
        .hasMessageContaining("nothing heard for PT0.3S");
  }

  @Test
  void an_interrupt_cancels_the_call_at_the_server() throws Exception {
    hanging = new CountDownLatch(1);
    interrupted = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> flag =
          threads.submit(() -> {
            assertThatThrownBy(() -> client.call("hang", Map.of()))
                .isInstanceOf(McpClientException.Cancelled.class);
            return Thread.currentThread().isInterrupted();
          });
      assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
      threads.shutdownNow();
      assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closing_the_client_ends_its_calls() throws Exception {
    McpClient other = McpClient.connect(endpoint.uri());
    hanging = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<CallToolResult> call = threads.submit(() -> other.call("hang", Map.of()));
      assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
      other.close();
      assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(McpClientException.Cancelled.class);
    }
    assertThatThrownBy(() -> other.call("extra0", Map.of()))
        .isInstanceOf(McpClientException.Cancelled.class);
  }

  @Test
  void a_dead_server_fails_the_call_not_the_start() {
    try (McpClient lazy = McpClient.connect(URI.create("http://127.0.0.1:1/mcp"))) {
      assertThatThrownBy(() -> lazy.call("add", new Sum(1, 2)))
          .isInstanceOf(McpClientException.Unreachable.class)
          .hasMessageStartingWith("http://127.0.0.1:1/mcp: ")
          .hasMessageContaining("nothing answers there");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void a_thousand_calls_at_once(HttpClient.Version version) throws Exception {
    try (McpClient many =
            McpClient.builder(endpoint.uri()).http(http -> http.version(version)).build();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      many.server();
      List<Future<Total>> totals = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        Sum sum = new Sum(i, 1);
        totals.add(threads.submit(() -> many.call("add", sum, Total.class)));
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(totals.get(i).get(2, TimeUnit.MINUTES)).isEqualTo(new Total(i + 1));
      }
    }
  }
}
