package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.schema.Header;
import dev.waybill.server.McpServer;
import dev.waybill.server.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parameters that travel as headers too. */
@Timeout(120)
class ParameterHeadersTest {
  record Query(@Header("Region") String region, @Header("Limit") int limit, String sql) {}

  @Test
  void a_server_that_misses_headers_gets_them_with_the_second_try() {
    McpServer server =
        McpServer.builder("db", "1")
            .add(
                Tool.named("query")
                    .input(Query.class)
                    .handler((in, call) -> in.region() + in.limit()))
            .build();
    try (HttpEndpoint endpoint = HttpEndpoint.builder(server).port(0).start();
        McpClient client = McpClient.connect(endpoint.uri())) {
      assertThat(client.call("query", new Query("Île-de-France", 3, "…"), String.class))
          .isEqualTo("Île-de-France3");
      assertThat(client.call("query", new Query(" padded ", -7, "…"), String.class))
          .isEqualTo(" padded -7");
    }
  }

  @Test
  void values_are_mirrored_by_their_type_and_absent_ones_are_not() {
    try (RawServer server =
            RawServer.modern((request, out) ->
                out.result(
                    request,
                    request.rpc().equals("tools/list")
                        ? "{\"tools\":[{\"name\":\"q\",\"inputSchema\":{\"type\":\"object\","
                            + "\"properties\":{\"s\":{\"type\":\"string\",\"x-mcp-header\":\"S\"},"
                            + "\"i\":{\"type\":\"integer\",\"x-mcp-header\":\"I\"},"
                            + "\"b\":{\"type\":\"boolean\",\"x-mcp-header\":\"B\"},"
                            + "\"n\":{\"type\":\"string\",\"x-mcp-header\":\"N\"},"
                            + "\"o\":{\"type\":\"object\",\"properties\":{\"deep\":"
                            + "{\"type\":\"string\",\"x-mcp-header\":\"Deep\"}}}}}}]}"
                        : "{\"content\":[]}"));
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.tools().count()).isEqualTo(1);
      client.call("q", Map.of("s", "=?base64?x?=", "i", 42, "b", true, "o", Map.of("deep", "d")));
      assertThat(server.requests().getLast().headers())
          .containsEntry("mcp-param-s", "=?base64?PT9iYXNlNjQ/eD89?=")
          .containsEntry("mcp-param-i", "42")
          .containsEntry("mcp-param-b", "true")
          .containsEntry("mcp-param-deep", "d")
          .containsEntry("mcp-name", "q")
          .doesNotContainKey("mcp-param-n");
      assertThatThrownBy(() -> client.call("q", Map.of("i", 1L << 60)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2^53");
    }
  }

  @Test
  void a_wrongly_annotated_tool_is_left_out_and_the_others_stay() {
    List<String> bad =
        List.of(
            "{\"type\":\"number\",\"x-mcp-header\":\"A\"}",
            "{\"type\":\"string\",\"x-mcp-header\":\"\"}",
            "{\"type\":\"string\",\"x-mcp-header\":\"a b\"}",
            "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"x-mcp-header\":\"A\"}}");
    StringBuilder tools = new StringBuilder("{\"name\":\"good\",\"inputSchema\":{}}");
    for (int i = 0; i < bad.size(); i++) {
      tools.append(
          ",{\"name\":\"bad"
              + i
              + "\",\"inputSchema\":{\"properties\":{\"p\":"
              + bad.get(i)
              + "}}}");
    }
    try (RawServer server =
            RawServer.modern((request, out) -> out.result(request, "{\"tools\":[" + tools + "]}"));
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(client.tools().map(tool -> tool.name())).containsExactly("good");
    }
  }
}
