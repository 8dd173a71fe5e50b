package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.Arguments;

/** Servers whose streams of events break the rules. */
@Timeout(120)
class BadStreamsTest extends BadServers {
  static Stream<Arguments> answers() {
    Class<?> violation = McpClientException.ProtocolViolation.class;
    Class<?> unreachable = McpClientException.Unreachable.class;
    return Stream.of(
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
            }));
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
}
