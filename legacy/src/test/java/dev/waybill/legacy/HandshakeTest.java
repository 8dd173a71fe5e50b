package dev.waybill.legacy;

import static dev.waybill.legacy.Peer.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class HandshakeTest {
  private final Workers workers = new Workers();

  @AfterEach
  void close() {
    workers.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25,2025-11-25",
    "2025-06-18,2025-06-18",
    "2025-03-26,2025-03-26",
    "2024-11-05,2024-11-05",
    "1999-01-01,2025-11-25",
    "2026-07-28,2025-11-25"
  })
  void a_version_that_is_not_accepted_is_answered_with_the_newest(String asked, String agreed)
      throws Exception {
    try (Answer answer = Peer.of(workers.start()).post(Peer.initialize(asked, "{}"))) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header(LegacyEra.SESSION_ID)).matches("[\\x21-\\x7e]{40,1000}");
      assertThat(answer.json().at("/result/protocolVersion").stringValue()).isEqualTo(agreed);
      assertThat(workers.counted).containsEntry(agreed + " initialize", 1);
    }
  }

  @Test
  void only_what_is_accepted_is_negotiated() throws Exception {
    HttpEndpoint endpoint = workers.start(b -> b.eras(Eras.of("2025-06-18", "2025-03-26")));
    JsonNode result = Peer.of(endpoint).ask(Peer.initialize("2025-11-25", "{}")).get("result");
    assertThat(result.get("protocolVersion").stringValue()).isEqualTo("2025-06-18");
    assertThat(
            Peer.of(endpoint)
                .ask(Peer.initialize("2025-03-26", "{}"))
                .at("/result/protocolVersion")
                .stringValue())
        .isEqualTo("2025-03-26");
  }

  @Test
  void the_server_says_what_it_is_and_can_do() throws Exception {
    HttpEndpoint endpoint = workers.start(b -> b.title("Tests").instructions("Be kind"));
    JsonNode result = Peer.of(endpoint).ask(Peer.initialize("2025-11-25", "{}")).get("result");
    assertThat(result.get("serverInfo"))
        .hasToString(q("{'name':'tests','version':'1','title':'Tests'}"));
    assertThat(result.get("instructions").stringValue()).isEqualTo("Be kind");
    assertThat(result.get("capabilities"))
        .hasToString(
            q(
                "{'logging':{},'prompts':{'listChanged':true},'resources':{'subscribe':true,"
                    + "'listChanged':true},'tools':{'listChanged':true},'completions':{}}"));
    assertThat(result.propertyNames())
        .containsExactlyInAnyOrder("protocolVersion", "capabilities", "serverInfo", "instructions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'protocolVersion':1,'capabilities':{},'clientInfo':{'name':'a','version':'1'}}",
        "{'protocolVersion':'2025-11-25','clientInfo':{'name':'a','version':'1'}}",
        "{'protocolVersion':'2025-11-25','capabilities':[],'clientInfo':{'name':'a','version':'1'}}",
        "{'protocolVersion':'2025-11-25','capabilities':{'roots':1},"
            + "'clientInfo':{'name':'a','version':'1'}}",
        "{'protocolVersion':'2025-11-25','capabilities':{}}",
        "{'protocolVersion':'2025-11-25','capabilities':{},'clientInfo':{'name':'a'}}"
      })
  void an_initialize_that_says_too_little_is_refused(String params) throws Exception {
    try (Answer answer = Peer.of(workers.start()).post(Peer.request(7, "initialize", params))) {
      JsonNode response = answer.json();
      assertThat(response.at("/error/code").intValue()).isEqualTo(-32602);
      assertThat(response.at("/error/message").stringValue()).contains("\"");
      assertThat(response.get("id").intValue()).isEqualTo(7);
      assertThat(answer.header(LegacyEra.SESSION_ID)).isEmpty();
    }
  }

  @Test
  void long_names_of_clients_do_not_make_long_session_ids() throws Exception {
    String name = "n".repeat(100_000);
    String long1 = Peer.initialize("2025-11-25", "{}").replace("\"peer\"", '"' + name + '"');
    try (Answer answer = Peer.of(workers.start()).post(long1)) {
      assertThat(answer.header(LegacyEra.SESSION_ID)).hasSizeBetween(40, 2_000);
    }
  }

  @Test
  void a_session_without_the_seal_of_the_workers_is_none() throws Exception {
    HttpEndpoint here = workers.start();
    try (Workers others = new Workers()) {
      Peer foreign = Peer.of(others.start()).opened("2025-11-25", "{}");
      try (Answer answer = foreign.at(here).post(Peer.request(1, "ping", "{}"))) {
        assertThat(answer.status()).isEqualTo(404);
      }
    }
  }

  @Test
  void without_sessions_none_is_given_and_requests_stand_alone() throws Exception {
    HttpEndpoint endpoint = workers.start(b -> b.eras(Eras.all().withoutSessions()));
    Peer peer = Peer.of(endpoint);
    try (Answer answer = peer.post(Peer.initialize("2025-06-18", "{}"))) {
      assertThat(answer.header(LegacyEra.SESSION_ID)).isEmpty();
      JsonNode capabilities = answer.json().at("/result/capabilities");
      assertThat(capabilities.at("/tools/listChanged").booleanValue()).isFalse();
      assertThat(capabilities.at("/resources/subscribe").booleanValue()).isFalse();
    }
    Peer later = peer.with("MCP-Protocol-Version", "2025-06-18");
    assertThat(later.tell(Peer.notification("notifications/initialized", "{}"))).isEqualTo(202);
    assertThat(text(later.ask(Peer.call(1, "echo", "{'text':'hi'}")))).isEqualTo("hi");
    assertThat(text(peer.ask(Peer.call(1, "echo", "{'text':'assumed'}")))).isEqualTo("assumed");
    assertThat(later.ask(Peer.call(2, "form", "{}")).at("/result/isError").booleanValue()).isTrue();
    assertThat(workers.counted)
        .containsEntry("2025-06-18 tools/call", 2)
        .containsEntry("2025-03-26 tools/call", 1);
    try (Answer get = later.get();
        Answer delete = later.delete()) {
      assertThat(List.of(get.status(), delete.status())).containsOnly(405);
    }
    try (Answer wrong =
        peer.with("MCP-Protocol-Version", "1999-01-01").post(Peer.call(3, "echo", "{}"))) {
      assertThat(wrong.status()).isEqualTo(400);
    }
  }

  static String text(JsonNode response) {
    return response.at("/result/content/0/text").stringValue(response.toString());
  }
}
