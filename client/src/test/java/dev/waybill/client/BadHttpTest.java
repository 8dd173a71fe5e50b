package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.Arguments;

/** Servers that break the rules of HTTP, or use what must not be used. */
@Timeout(120)
class BadHttpTest extends BadServers {
  static Stream<Arguments> answers() {
    Class<?> violation = McpClientException.ProtocolViolation.class;
    Class<?> unreachable = McpClientException.Unreachable.class;
    return Stream.of(
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
                out.json(
                    403, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":403,\"message\":\"no\"}}")));
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
