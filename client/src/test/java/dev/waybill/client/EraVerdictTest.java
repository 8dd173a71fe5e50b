package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.waybill.client.RawServer.Asked;
import dev.waybill.client.RawServer.Out;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What servers were seen to answer to a modern request, and the era each answer means. */
class EraVerdictTest {
  static Stream<Arguments> answers() {
    return Stream.of(
        // What legacy servers were observed to answer.
        arguments("404 Invalid session", 404, "Invalid session", "Legacy"),
        arguments("400 JSON, not JSON-RPC", 400, "{'detail':'Missing session'}", "Legacy"),
        arguments("400 text", 400, "Bad Request: No valid session ID", "Legacy"),
        arguments("an empty 200", 200, "", "Legacy"),
        arguments("an empty 202", 202, "", "Legacy"),
        arguments("an empty 400", 400, "", "Legacy"),
        arguments("-32600", 400, error(-32600), "Legacy"),
        arguments("-32601 with 200", 200, error(-32601), "Legacy"),
        arguments("-32601 with 404", 404, error(-32601), "Legacy"),
        arguments("-32602", 200, error(-32602), "Legacy"),
        arguments("-32000", 400, error(-32000), "Legacy"),
        arguments("-32001", 404, error(-32001), "Legacy"),
        arguments("500 text", 500, "Internal Server Error", "Legacy"),
        arguments("500 JSON-RPC", 500, error(-32603), "Legacy"),
        arguments("405", 405, "Method Not Allowed", "Legacy"),
        arguments("406", 406, error(-32000), "Legacy"),
        arguments("a page", 200, "<html></html>", "Legacy"),
        arguments("another result", 200, "{'jsonrpc':'2.0','id':1,'result':{}}", "Legacy"),
        arguments("a list", 200, "[]", "Legacy"),
        // What modern servers answer.
        arguments("a DiscoverResult", 200, discovered(), "Modern"),
        arguments("-32022", 400, error(-32022), "ModernError"),
        arguments("-32021", 400, error(-32021), "ModernError"),
        arguments("-32020", 400, error(-32020), "ModernError"),
        arguments("-32022 with 200", 200, error(-32022), "ModernError"),
        // What says nothing about eras.
        arguments("401", 401, "", "NotLetIn"),
        arguments("401 JSON-RPC", 401, error(-32601), "NotLetIn"),
        arguments("403", 403, "Forbidden", "NotLetIn"),
        arguments("429", 429, "", "Unavailable"),
        arguments("502", 502, "<html>Bad Gateway</html>", "Unavailable"),
        arguments("503", 503, "", "Unavailable"),
        arguments("504", 504, "", "Unavailable"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void every_answer_has_its_era(String name, int status, String body, String verdict) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(EraVerdict.of(status, bytes).getClass().getSimpleName()).as(name).isEqualTo(verdict);
  }

  static Stream<Arguments> legacyAnswers() {
    return answers().filter(row -> row.get()[3].equals("Legacy"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("legacyAnswers")
  void a_server_that_answers_like_that_is_initialized(
      String name, int status, String body, String verdict) {
    try (RawServer server =
            RawServer.start((request, out) -> {
              if (request.rpc().equals("server/discover")) {
                out.text(
                    status,
                    body.startsWith("{") ? "application/json" : "text/plain",
                    body.replace('\'', '"'));
              } else {
                session(request, out);
              }
            });
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.call("echo", Map.of(), String.class)).as(name).isEqualTo("legacy");
      assertThat(server.count("initialize")).isEqualTo(1);
    }
  }

  static void session(Asked request, Out out) throws Exception {
    switch (request.rpc()) {
      case "initialize" ->
          out.bytes(
              200,
              "Content-Type: application/json\r\nMcp-Session-Id: s1\r\n",
              ("{\"jsonrpc\":\"2.0\",\"id\":"
                      + request.id()
                      + ",\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":"
                      + "{\"tools\":{}},\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}}")
                  .getBytes(StandardCharsets.UTF_8));
      case "notifications/initialized" -> out.bytes(202, "", new byte[0]);
      case "tools/call" ->
          out.result(request, "{\"content\":[{\"type\":\"text\",\"text\":\"legacy\"}]}");
      default -> out.bytes(request.method().equals("DELETE") ? 200 : 405, "", new byte[0]);
    }
  }

  private static String error(int code) {
    return "{'jsonrpc':'2.0','id':null,'error':{'code':" + code + ",'message':'no'}}";
  }

  private static String discovered() {
    return "{'jsonrpc':'2.0','id':1,'result':" + RawServer.DISCOVERED.replace('"', '\'') + "}";
  }
}
