package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that break the rules: each ends in one exception, and disturbs no other call. */
@Timeout(120)
class BadServersTest {
  private static final String OK = "{\"content\":[{\"type\":\"text\",\"text\":\"ok\"}]}";

  static Stream<Arguments> answers() {
    Class<?> violation = McpClientException.ProtocolViolation.class;
    Class<?> unreachable = McpClientException.Unreachable.class;
    return Stream.of(
        row(
            "another id",
            violation,
            "the id of another request",
            (in, out) -> out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":{}}")),
        row(
            "an id of another type",
            violation,
            "the id of another request",
            (in, out) ->
                out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":\"" + in.id() + "\",\"result\":{}}")),
        row(
            "an unknown resultType",
            violation,
            "resultType \"later\"",
            (in, out) -> out.result(in, "{\"resultType\":\"later\"}")),
        row(
            "neither question nor state",
            violation,
            "neither a question nor a state",
            (in, out) -> out.result(in, "{\"resultType\":\"input_required\"}")),
        row(
            "an unknown question",
            violation,
            "malformed or of an unknown kind",
            (in, out) ->
                out.result(
                    in,
                    "{\"resultType\":\"input_required\",\"inputRequests\":"
                        + "{\"a\":{\"method\":\"shell/run\",\"params\":{}}}}")),
        row(
            "a question that was not declared",
            violation,
            "Register onElicit",
            (in, out) ->
                out.result(
                    in,
                    "{\"resultType\":\"input_required\",\"inputRequests\":{\"a\":"
                        + "{\"method\":\"elicitation/create\",\"params\":{\"message\":\"m\","
                        + "\"requestedSchema\":{}}}}}")),
        row(
            "two answers in a batch",
            violation,
            "not one JSON-RPC message",
            (in, out) ->
                out.json(
                    200,
                    "[{\"jsonrpc\":\"2.0\",\"id\":"
                        + in.id()
                        + ",\"result\":{}},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":"
                        + in.id()
                        + ",\"result\":{}}]")),
        row(
            "two documents",
            violation,
            "not JSON",
            (in, out) ->
                out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":" + in.id() + ",\"result\":{}} {}")),
        row("not JSON", violation, "not JSON", (in, out) -> out.json(200, "oops")),
        row(
            "neither result nor error",
            violation,
            "no JSON-RPC response",
            (in, out) -> out.json(200, "{\"jsonrpc\":\"2.0\",\"id\":" + in.id() + "}")),
        row(
            "a result that is no object",
            violation,
            "not an object",
            (in, out) -> out.result(in, "[1]")),
        row(
            "content that is malformed",
            violation,
            "malformed",
            (in, out) -> out.result(in, "{\"content\":[{\"type\":\"image\",\"data\":{}}]}")),
        row(
            "invalid UTF-8",
            violation,
            "not valid UTF-8",
            (in, out) ->
                out.bytes(
                    200,
                    "Content-Type: application/json\r\n",
                    new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'})),
        row(
            "JSON that is too deep",
            violation,
            "not JSON",
            (in, out) -> out.result(in, "[".repeat(5000) + "]".repeat(5000))),
        row(
            "a wrong content type",
            violation,
            "content type \"text/html\"",
            (in, out) -> out.text(200, "text/html", "<html>")),
        row("nothing", violation, "nothing else", (in, out) -> out.bytes(202, "", new byte[0])),
        row(
            "a redirect to another host",
            violation,
            "another origin, http://example.com:80",
            (in, out) -> out.bytes(307, "Location: http://example.com/mcp\r\n", new byte[0])),
        row(
            "a redirect that drops the body",
            violation,
            "only 307 and 308",
            (in, out) -> out.bytes(302, "Location: /other\r\n", new byte[0])),
        row(
            "a redirect in a circle",
            violation,
            "in a circle",
            (in, out) -> out.bytes(307, "Location: /mcp\r\n", new byte[0])),
        row(
            "a redirect to nowhere",
            violation,
            "no usable Location",
            (in, out) -> out.bytes(308, "Location: ht tp:\\\\x\r\n", new byte[0])),
        row(
            "a gzip bomb",
            violation,
            "compressed",
            (in, out) ->
                out.bytes(
                    200, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", bomb())),
        row(
            "a body past the limit",
            violation,
            "too large",
            (in, out) -> out.result(in, "\"" + "x".repeat(200_000) + "\"")),
        row(
            "an endless body",
            violation,
            "too large",
            (in, out) -> {
              out.raw(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                      + "Connection: close\r\n\r\n");
              while (true) {
                out.raw(" ".repeat(10_000));
              }
            }),
        row(
            "an endless event",
            violation,
            "too large",
            (in, out) -> {
              out.events();
              while (true) {
                out.raw("data: " + "x".repeat(10_000) + "\n");
              }
            }),
        row(
            "an event that is no message",
            violation,
            "not JSON",
            (in, out) -> {
              out.events();
              out.event("{oops");
            }),
        row(
            "a stream that ends too soon",
            unreachable,
            "",
            (in, out) -> {
              out.events("x-close: 1\r\n");
              out.event(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}");
              throw new IOException("close");
            }),
        row(
            "a request on a stream",
            violation,
            "a request of its own",
            (in, out) -> {
              out.events();
              out.event("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sampling/createMessage\"}");
            }),
        row(
            "half an answer",
            unreachable,
            "",
            (in, out) -> {
              out.raw(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 500\r\n\r\n{\"json");
              throw new IOException("close");
            }),
        row(
            "no HTTP at all",
            unreachable,
            "",
            (in, out) -> {
              out.raw("SSH-2.0-OpenSSH\r\n");
              throw new IOException("close");
            }),
        row(
            "500",
            unreachable,
            "HTTP status 500",
            (in, out) -> out.text(500, "text/plain", "oops")),
        row(
            "401",
            McpClientException.Unauthorized.class,
            "HTTP status 401",
            (in, out) -> out.text(401, "text/plain", "no")),
        row(
            "403",
            McpClientException.Unauthorized.class,
            "HTTP status 403",
            (in, out) ->
                out.json(403, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":403,\"message\":\"no\"}}")),
        row(
            "an error",
            McpClientException.Refused.class,
            "error -32603: broken",
            (in, out) ->
                out.json(
                    500,
                    "{\"jsonrpc\":\"2.0\",\"id\":"
                        + in.id()
                        + ",\"error\":{\"code\":-32603,\"message\":\"broken\"}}")),
        row(
            "an output schema that is a bomb",
            violation,
            "output schema is refused",
            (in, out) -> {
              if (in.rpc().equals("tools/list")) {
                String deep = "{\"anyOf\":[" + "{},".repeat(1100) + "{}]}";
                out.result(
                    in,
                    "{\"tools\":[{\"name\":\"bad\",\"inputSchema\":{},\"outputSchema\":"
                        + deep
                        + "}]}");
              } else {
                out.result(in, "{\"content\":[],\"structuredContent\":{}}");
              }
            }),
        row(
            "an output schema on the network",
            violation,
            "output schema is refused",
            (in, out) -> {
              if (in.rpc().equals("tools/list")) {
                out.result(
                    in,
                    "{\"tools\":[{\"name\":\"bad\",\"inputSchema\":{},\"outputSchema\":"
                        + "{\"$ref\":\"http://169.254.169.254/schema\"}}]}");
              } else {
                out.result(in, "{\"content\":[],\"structuredContent\":{}}");
              }
            }),
        row(
            "a broken promise",
            violation,
            "breaks its own output schema",
            (in, out) -> {
              if (in.rpc().equals("tools/list")) {
                out.result(
                    in,
                    "{\"tools\":[{\"name\":\"bad\",\"inputSchema\":{},\"outputSchema\":"
                        + "{\"type\":\"object\",\"required\":[\"total\"]}}]}");
              } else {
                out.result(in, "{\"content\":[],\"structuredContent\":{}}");
              }
            }),
        row(
            "a task without an id",
            violation,
            "no taskId",
            (in, out) -> out.result(in, "{\"resultType\":\"task\",\"status\":\"working\"}")),
        row(
            "another task",
            violation,
            "another task",
            (in, out) ->
                out.result(
                    in,
                    in.rpc().equals("tasks/get")
                        ? "{\"taskId\":\"other\",\"status\":\"working\",\"pollIntervalMs\":1}"
                        : "{\"resultType\":\"task\",\"taskId\":\"t\",\"status\":\"working\","
                            + "\"pollIntervalMs\":1}")));
  }

  private static Arguments row(
      String name, Class<?> type, String words, RawServer.Handler handler) {
    return arguments(name, type, words, handler);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void each_ends_in_an_exception_that_says_what_happened(
      String name, Class<?> type, String words, RawServer.Handler handler) {
    try (RawServer server =
            RawServer.modern((request, out) -> {
              if (request.body().path("params").path("name").asString("").equals("good")) {
                out.result(request, OK);
              } else {
                handler.answer(request, out);
              }
            });
        McpClient client = McpClient.builder(server.uri()).maxMessage(100_000).build()) {
      assertThatThrownBy(() -> client.call("bad", Map.of("password", "s3cret")))
          .as(name)
          .isInstanceOf(type)
          .hasMessageStartingWith(server.uri() + ": t")
          .hasMessageContaining(words)
          .hasMessageNotContaining("s3cret");
      assertThat(client.call("good", Map.of(), String.class)).isEqualTo("ok");
    }
  }

  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < 100; i++) {
        gzip.write(" ".repeat(100_000).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void the_first_of_two_answers_counts() {
    try (RawServer server =
            RawServer.modern((request, out) -> {
              out.events();
              String begin = "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":";
              out.event(begin + OK + "}");
              out.event(begin + OK.replace("ok", "no") + "}");
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.call("twice", Map.of(), String.class)).isEqualTo("ok");
    }
  }

  @Test
  void a_stream_that_never_answers_ends_with_the_time_of_the_call() {
    try (RawServer server =
            RawServer.modern((request, out) -> {
              out.events();
              while (true) {
                out.raw(": still here\n\n");
                Thread.sleep(20);
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      CallOptions brief = CallOptions.DEFAULTS.timeout(Duration.ofSeconds(1));
      assertThatThrownBy(() -> client.with(brief).call("endless", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class);
      await().atMost(Duration.ofSeconds(60)).until(() -> server.connections() <= 1);
    }
  }

  @Test
  void progress_without_end_does_not_outlive_the_deadline() {
    try (RawServer server =
            RawServer.modern((request, out) -> {
              out.events();
              for (int i = 0; ; i++) {
                out.event(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                        + "{\"progressToken\":"
                        + request.id()
                        + ",\"progress\":"
                        + i
                        + "}}");
                Thread.sleep(20);
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      CallOptions brief =
          CallOptions.DEFAULTS
              .timeout(Duration.ofSeconds(2))
              .idleTimeout(Duration.ofSeconds(1))
              .onProgress(p -> {});
      assertThatThrownBy(() -> client.with(brief).call("endless", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class)
          .hasMessageContaining("no result within PT2S");
    }
  }

  @Test
  void a_task_that_never_ends_ends_with_the_time_of_the_call_and_is_cancelled() {
    String task = "\"taskId\":\"t\",\"status\":\"working\",\"pollIntervalMs\":30}";
    try (RawServer server =
            RawServer.modern((request, out) ->
                out.result(
                    request,
                    (request.rpc().equals("tools/call") ? "{\"resultType\":\"task\"," : "{")
                        + task));
        McpClient client = McpClient.connect(server.uri())) {
      CallOptions brief = CallOptions.DEFAULTS.timeout(Duration.ofSeconds(1));
      assertThatThrownBy(() -> client.with(brief).call("endless", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class);
      await().atMost(Duration.ofSeconds(60)).until(() -> server.count("tasks/cancel") == 1);
    }
  }

  @Test
  void a_list_that_goes_in_a_circle_is_found_out() {
    try (RawServer server =
            RawServer.modern(
                (request, out) -> out.result(request, "{\"tools\":[],\"nextCursor\":\"again\"}"));
        McpClient client = McpClient.connect(server.uri())) {
      assertThatThrownBy(() -> client.tools().count())
          .isInstanceOf(McpClientException.ProtocolViolation.class)
          .hasMessageContaining("in a circle");
    }
  }

  @Test
  void a_server_that_asks_to_wait_is_given_the_time() {
    int[] times = new int[1];
    try (RawServer server =
            RawServer.modern((request, out) -> {
              if (times[0]++ == 0) {
                out.bytes(429, "Retry-After: 1\r\n", new byte[0]);
              } else {
                out.result(request, OK);
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.call("busy", Map.of(), String.class)).isEqualTo("ok");
    }
  }

  @Test
  void a_redirect_on_the_same_origin_is_followed() {
    try (RawServer server =
            RawServer.modern((request, out) -> {
              if (request.path().equals("/mcp")) {
                out.bytes(308, "Location: /moved\r\n", new byte[0]);
              } else {
                out.result(request, OK);
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.call("moved", Map.of(), String.class)).isEqualTo("ok");
    }
  }

  @Test
  void nothing_leaks() {
    try (RawServer server = RawServer.modern((request, out) -> out.result(request, OK))) {
      for (int i = 0; i < 20; i++) {
        try (McpClient client = McpClient.connect(server.uri())) {
          assertThat(client.call("x", Map.of(), String.class)).isEqualTo("ok");
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            assertThat(server.connections()).isZero();
            assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("HttpClient-"));
          });
    }
  }
}
