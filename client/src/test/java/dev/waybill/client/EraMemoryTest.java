package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.RawServer.Asked;
import dev.waybill.client.RawServer.Out;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server speaks is remembered, and found anew where that turns out to be wrong. */
@Timeout(120)
class EraMemoryTest {
  private static final String MODERN =
      "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"modern\"}]}";

  /** What answers at the address now. */
  private final AtomicReference<RawServer.Handler> now = new AtomicReference<>();

  private RawServer server(RawServer.Handler first) {
    now.set(first);
    return RawServer.start((request, out) -> now.get().answer(request, out));
  }

  private static void modern(Asked request, Out out) throws Exception {
    switch (request.rpc()) {
      case "server/discover" -> out.result(request, RawServer.DISCOVERED);
      case "tools/call" -> {
        if (request.headers().containsKey("mcp-method")) {
          out.result(request, MODERN);
        } else {
          refuse(400, -32_022, out);
        }
      }
      default -> refuse(400, -32_022, out);
    }
  }

  private static void legacy(Asked request, Out out) throws Exception {
    if (request.rpc().equals("server/discover")) {
      out.text(400, "text/plain", "Bad Request");
    } else if (request.headers().containsKey("mcp-method")) {
      refuse(400, -32_000, out);
    } else {
      EraVerdictTest.session(request, out);
    }
  }

  private static void refuse(int status, int code, Out out) throws Exception {
    out.json(
        status,
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":" + code + ",\"message\":\"no\"}}");
  }

  private static String call(McpClient client) {
    return client.call("echo", Map.of(), String.class);
  }

  @Test
  void a_legacy_origin_is_remembered_for_all_its_endpoints() {
    try (RawServer server = server(EraMemoryTest::legacy)) {
      for (String path : new String[] {"/mcp", "/mcp", "/other"}) {
        try (McpClient client = McpClient.connect(server.uri().resolve(path))) {
          assertThat(call(client)).isEqualTo("legacy");
        }
      }
      assertThat(server.count("server/discover")).isEqualTo(1);
      now.set(EraMemoryTest::modern);
      try (McpClient client = McpClient.connect(server.uri())) {
        assertThat(call(client)).isEqualTo("modern");
      }
    }
  }

  @Test
  void a_modern_server_that_is_replaced_by_a_legacy_one_is_found_out_by_the_same_client() {
    try (RawServer server = server(EraMemoryTest::modern);
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(call(client)).isEqualTo("modern");
      now.set(EraMemoryTest::legacy);
      assertThat(call(client)).isEqualTo("legacy");
      assertThat(call(client)).isEqualTo("legacy");
    }
  }

  @Test
  void a_legacy_server_that_is_replaced_by_a_modern_one_is_found_out_by_the_same_client() {
    try (RawServer server = server(EraMemoryTest::legacy);
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(call(client)).isEqualTo("legacy");
      now.set(EraMemoryTest::modern);
      assertThat(call(client)).isEqualTo("modern");
    }
  }

  @Test
  void a_session_that_is_gone_and_cannot_be_begun_again_leads_to_asking_anew() {
    try (RawServer server = server(EraMemoryTest::legacy);
        McpClient client = McpClient.connect(server.uri())) {
      assertThat(call(client)).isEqualTo("legacy");
      now.set((request, out) -> {
        if (request.headers().containsKey("mcp-session-id")) {
          out.text(404, "text/plain", "Not found");
        } else {
          modern(request, out);
        }
      });
      assertThat(call(client)).isEqualTo("modern");
    }
  }

  @ParameterizedTest
  @CsvSource({"404,-32601,1", "400,-32602,1", "400,-32000,2", "500,-32603,1"})
  void a_modern_server_that_refuses_is_asked_again_only_where_that_tells_something(
      int status, int code, int probes) {
    RawServer.Handler refusing =
        (request, out) -> {
          if (request.rpc().equals("server/discover")) {
            modern(request, out);
          } else {
            refuse(status, code, out);
          }
        };
    try (RawServer server = server(refusing);
        McpClient client = McpClient.connect(server.uri())) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> call(client))
            .isInstanceOfSatisfying(
                McpClientException.Refused.class, e -> assertThat(e.code()).isEqualTo(code));
      }
      assertThat(server.count("server/discover")).isEqualTo(probes);
      assertThat(server.count("initialize")).isZero();
    }
  }
}
