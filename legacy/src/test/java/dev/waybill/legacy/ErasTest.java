package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Both eras at once, and fewer revisions than all. */
@Timeout(60)
class ErasTest {
  private static final String META =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  private final Workers workers = new Workers();

  @AfterEach
  void close() {
    workers.close();
  }

  private static Peer modern(Peer peer, String method) {
    return peer.with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", method);
  }

  private static JsonNode discover(Peer peer) throws Exception {
    return modern(peer, "server/discover")
        .ask(Peer.request(1, "server/discover", "{" + META + "}"));
  }

  private static JsonNode echo(Peer peer) throws Exception {
    return modern(peer, "tools/call")
        .with("Mcp-Name", "echo")
        .ask(
            Peer.request(
                1, "tools/call", "{'name':'echo','arguments':{'text':'new'}," + META + "}"));
  }

  @Test
  void both_eras_are_served_at_once_and_nothing_of_one_gets_into_the_other() throws Exception {
    Peer peer = Peer.of(workers.start());
    Peer session = peer.opened("2025-06-18", "{}");
    JsonNode now = echo(peer);
    assertThat(text(now)).isEqualTo("new");
    assertThat(now.get("result").propertyNames()).contains("resultType", "_meta");
    JsonNode before = session.ask(Peer.call(1, "echo", "{'text':'old'}"));
    assertThat(before.get("result"))
        .hasToString(Peer.q("{'content':[{'type':'text','text':'old'}]}"));
    assertThat(discover(peer).at("/result/supportedVersions"))
        .hasToString(Peer.q("['2026-07-28','2025-11-25','2025-06-18','2025-03-26','2024-11-05']"));
    assertThat(workers.counted)
        .containsEntry("2026-07-28 tools/call", 1)
        .containsEntry("2025-06-18 tools/call", 1)
        .containsEntry("2025-06-18 initialize", 1)
        .containsEntry("2026-07-28 server/discover", 1);
  }

  @Test
  void a_server_of_the_current_revision_alone_names_it_to_others() throws Exception {
    HttpEndpoint endpoint = workers.start(b -> b.eras(Eras.current()));
    Peer peer = Peer.of(endpoint);
    JsonNode error = peer.ask(Peer.initialize("2025-11-25", "{}")).get("error");
    assertThat(error.get("message").stringValue()).contains("2026-07-28");
    assertThat(text(echo(peer))).isEqualTo("new");
    try (Answer get = peer.get();
        Answer delete = peer.delete()) {
      assertThat(List.of(get.status(), delete.status())).containsOnly(405);
      assertThat(get.header("allow")).isEqualTo("POST");
    }
    JsonNode version =
        peer.with("MCP-Protocol-Version", "2025-11-25")
            .ask(
                Peer.request(
                    1, "tools/list", "{" + META.replace("2026-07-28", "2025-11-25") + "}"));
    assertThat(version.at("/error/data/supported")).hasToString(Peer.q("['2026-07-28']"));
  }

  @Test
  void a_server_of_earlier_revisions_alone_names_them_to_modern_clients() throws Exception {
    HttpEndpoint endpoint = workers.start(b -> b.eras(Eras.of("2025-11-25", "2025-06-18")));
    Peer peer = Peer.of(endpoint);
    for (JsonNode refused : List.of(discover(peer), echo(peer))) {
      assertThat(refused.at("/error/code").intValue()).isEqualTo(-32022);
      assertThat(refused.at("/error/data/supported"))
          .hasToString(Peer.q("['2025-11-25','2025-06-18']"));
      assertThat(refused.at("/error/data/requested").stringValue()).isEqualTo("2026-07-28");
    }
    Peer session = peer.opened("2025-06-18", "{}");
    assertThat(text(session.ask(Peer.call(1, "echo", "{'text':'old'}")))).isEqualTo("old");
  }

  @Test
  void a_session_of_a_revision_that_is_not_accepted_any_more_is_over() throws Exception {
    Peer session = Peer.of(workers.start()).opened("2025-03-26", "{}");
    HttpEndpoint narrowed = workers.start(b -> b.eras(Eras.of("2026-07-28", "2025-11-25")));
    try (Answer answer =
        session.at(narrowed).with("MCP-Protocol-Version", "").post(Peer.call(1, "echo", "{}"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json().at("/error/message").stringValue()).contains("not accepted");
    }
  }
}
