package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that break the rules: each ends in one exception, and disturbs no other call. The tests
 * say with {@code answers()} how the rules are broken.
 */
abstract class BadServers {
  static final String OK = "{\"content\":[{\"type\":\"text\",\"text\":\"ok\"}]}";

  static Arguments row(String name, Class<?> type, String words, RawServer.Handler handler) {
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
}
