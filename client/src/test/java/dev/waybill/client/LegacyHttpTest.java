package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.client.RawServer.Asked;
import dev.waybill.client.RawServer.Out;
import dev.waybill.protocol.SubscriptionFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers of earlier revisions over HTTP, through the same calls. */
@Timeout(120)
class LegacyHttpTest {
  private static final String OK = "{\"content\":[{\"type\":\"text\",\"text\":\"ok\"}]}";
  private static final byte[] NOTHING = new byte[0];

  private static void initialized(Asked request, Out out, String version, String session)
      throws Exception {
    out.bytes(
        200,
        "Content-Type: application/json\r\nMcp-Session-Id: " + session + "\r\n",
        ("{\"jsonrpc\":\"2.0\",\"id\":"
                + request.id()
                + ",\"result\":{\"protocolVersion\":\""
                + version
                + "\",\"capabilities\":{\"tools\":{\"listChanged\":true}},"
                + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"},"
                + "\"instructions\":\"Old\"}}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_session_is_begun_named_and_ended() {
    try (RawServer server =
        RawServer.start((request, out) -> {
          switch (request.rpc()) {
            case "initialize" -> initialized(request, out, "2025-11-25", "s1");
            case "notifications/initialized" -> out.bytes(202, "", NOTHING);
            case "tools/call" -> out.result(request, OK);
            default -> out.text(request.method().equals("POST") ? 400 : 405, "text/plain", "no");
          }
        })) {
      try (McpClient client = McpClient.connect(server.uri())) {
        assertThat(client.call("x", Map.of(), String.class)).isEqualTo("ok");
        assertThat(client.server().instructions()).isEqualTo("Old");
        assertThat(client.server().supportedVersions()).containsExactly("2025-11-25");
      }
      Asked call =
          server.requests().stream()
              .filter(r -> r.rpc().equals("tools/call"))
              .findFirst()
              .orElseThrow();
      assertThat(call.headers())
          .containsEntry("mcp-session-id", "s1")
          .containsEntry("mcp-protocol-version", "2025-11-25")
          .doesNotContainKey("mcp-method");
      assertThat(call.body().path("params").has("_meta")).isFalse();
      assertThat(server.requests().getLast().method()).isEqualTo("DELETE");
    }
  }

  @Test
  void a_session_that_is_lost_is_begun_again() {
    int[] sessions = new int[1];
    try (RawServer server =
            RawServer.start((request, out) -> {
              switch (request.rpc()) {
                case "initialize" -> initialized(request, out, "2025-03-26", "s" + ++sessions[0]);
                case "notifications/initialized" -> out.bytes(202, "", NOTHING);
                case "tools/call" -> {
                  if ("s1".equals(request.headers().get("mcp-session-id"))) {
                    out.text(404, "text/plain", "Session not found");
                  } else {
                    out.result(request, OK);
                  }
                }
                default -> out.text(400, "text/plain", "no");
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.call("x", Map.of(), String.class)).isEqualTo("ok");
      assertThat(sessions[0]).isEqualTo(2);
      assertThat(server.requests().getLast().headers())
          .doesNotContainKey("mcp-protocol-version"); // 2025-03-26 has no such header
    }
  }

  @Test
  void a_question_on_the_stream_of_a_call_is_answered() throws Exception {
    BlockingQueue<Asked> answers = new LinkedBlockingQueue<>();
    List<Double> progress = new ArrayList<>();
    try (RawServer server =
            RawServer.start((request, out) -> {
              switch (request.rpc()) {
                case "initialize" -> initialized(request, out, "2025-06-18", "s1");
                case "notifications/initialized" -> out.bytes(202, "", NOTHING);
                case "tools/call" -> {
                  out.events();
                  out.event(
                      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                          + "{\"progressToken\":"
                          + request.id()
                          + ",\"progress\":0.5}}");
                  out.event(
                      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"elicitation/create\","
                          + "\"params\":{\"message\":\"Who?\",\"requestedSchema\":{\"type\":\"object\","
                          + "\"properties\":{\"name\":{\"type\":\"string\",\"default\":\"Ada\"}}}}}");
                  out.event("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\"}");
                  String name = "";
                  for (int i = 0; i < 2; i++) {
                    Asked answer = answers.take();
                    if (answer.id().asInt(0) == 7) {
                      name = answer.body().path("result").path("content").path("name").asString("");
                    }
                  }
                  out.event(
                      "{\"jsonrpc\":\"2.0\",\"id\":"
                          + request.id()
                          + ",\"result\":"
                          + OK.replace("ok", name)
                          + "}");
                }
                case "" -> {
                  out.bytes(request.method().equals("POST") ? 202 : 405, "", NOTHING);
                  if (request.method().equals("POST")) {
                    answers.add(request);
                  }
                }
                default -> out.text(400, "text/plain", "no");
              }
            });
        McpClient client =
            McpClient.builder(server.uri())
                .onElicit(question -> ((Elicitation.Form) question).accept())
                .build()) {
      String greeted =
          client
              .with(CallOptions.DEFAULTS.onProgress(p -> progress.add(p.progress())))
              .call("ask", Map.of(), String.class);
      assertThat(greeted).isEqualTo("Ada");
      assertThat(progress).containsExactly(0.5);
    }
  }

  @Test
  void a_stream_that_breaks_is_taken_up_again_where_it_broke() {
    AtomicLong broken = new AtomicLong();
    try (RawServer server =
            RawServer.start((request, out) -> {
              switch (request.rpc()) {
                case "initialize" -> initialized(request, out, "2025-11-25", "s1");
                case "notifications/initialized" -> out.bytes(202, "", NOTHING);
                case "tools/call" -> {
                  broken.set(request.id().asLong(0));
                  out.events();
                  out.raw("id: e1\nretry: 50\ndata: \n\n");
                  throw new IOException("break");
                }
                case "" -> {
                  if ("e1".equals(request.headers().get("last-event-id"))) {
                    out.events();
                    out.event("{\"jsonrpc\":\"2.0\",\"id\":" + broken + ",\"result\":" + OK + "}");
                  } else {
                    out.bytes(405, "", NOTHING);
                  }
                }
                default -> out.text(400, "text/plain", "no");
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.call("x", Map.of(), String.class)).isEqualTo("ok");
    }
  }

  @Test
  void changes_come_on_the_stream_that_belongs_to_no_request() {
    try (RawServer server =
            RawServer.start((request, out) -> {
              switch (request.rpc()) {
                case "initialize" -> initialized(request, out, "2025-11-25", "s1");
                case "notifications/initialized" -> out.bytes(202, "", NOTHING);
                case "" -> {
                  if (request.method().equals("GET")) {
                    out.events();
                    out.event(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
                    Thread.sleep(Duration.ofSeconds(60));
                  } else {
                    out.bytes(200, "", NOTHING);
                  }
                }
                default -> out.text(400, "text/plain", "no");
              }
            });
        McpClient client = McpClient.connect(server.uri());
        Subscription changes =
            client.listen(new SubscriptionFilter(true, true, false, List.of(), Map.of()))) {
      Duration most = Duration.ofSeconds(60);
      assertThat(changes.next(most))
          .contains(
              new SubscriptionEvent.Opened(
                  new SubscriptionFilter(true, false, false, List.of(), Map.of()), false));
      assertThat(changes.next(most)).contains(new SubscriptionEvent.ToolsChanged());
    }
  }

  @Test
  void http_with_sse_of_2024_works_too() {
    BlockingQueue<String> toClient = new LinkedBlockingQueue<>();
    try (RawServer server =
            RawServer.start((request, out) -> {
              if (request.method().equals("GET")) {
                out.events();
                out.raw("event: endpoint\ndata: /messages?session=1\n\n");
                while (true) {
                  out.raw("event: message\ndata: " + toClient.take() + "\n\n");
                }
              }
              if (!request.path().startsWith("/messages")) {
                out.text(405, "text/plain", "Method Not Allowed");
                return;
              }
              out.bytes(202, "", NOTHING);
              String begin = "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":";
              switch (request.rpc()) {
                case "initialize" ->
                    toClient.add(
                        begin
                            + "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},"
                            + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}}");
                case "tools/call" -> toClient.add(begin + OK + "}");
                default -> {}
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.call("x", Map.of(), String.class)).isEqualTo("ok");
      assertThat(client.server().supportedVersions()).containsExactly("2024-11-05");
    }
  }

  @Test
  void an_sse_endpoint_on_another_origin_is_refused() {
    try (RawServer server =
            RawServer.start((request, out) -> {
              if (request.method().equals("GET")) {
                out.events();
                out.raw("event: endpoint\ndata: http://example.com/messages\n\n");
                Thread.sleep(Duration.ofSeconds(60));
              } else {
                out.text(404, "text/plain", "Not Found");
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThatThrownBy(() -> client.call("x", Map.of()))
          .isInstanceOf(McpClientException.ProtocolViolation.class)
          .hasMessageContaining("same origin");
    }
  }

  @Test
  void a_page_that_is_no_endpoint_is_told_apart() {
    try (RawServer server =
            RawServer.start((request, out) -> out.text(200, "text/html", "<html>Hello</html>"));
        McpClient client = McpClient.connect(server.uri())) {
      assertThatThrownBy(() -> client.call("x", Map.of()))
          .isInstanceOf(McpClientException.Unreachable.class)
          .hasMessageContaining("Is this the address of an MCP endpoint?");
    }
  }

  @Test
  void a_timeout_is_told_to_the_server() {
    try (RawServer server =
            RawServer.start((request, out) -> {
              switch (request.rpc()) {
                case "initialize" -> initialized(request, out, "2025-11-25", "s1");
                case "notifications/initialized", "notifications/cancelled" ->
                    out.bytes(202, "", NOTHING);
                case "tools/call" -> Thread.sleep(Duration.ofSeconds(60));
                default -> out.text(400, "text/plain", "no");
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThatThrownBy(() ->
              client.with(CallOptions.DEFAULTS.timeout(Duration.ofSeconds(2))).call("x", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> server.count("notifications/cancelled") == 1);
    }
  }
}
