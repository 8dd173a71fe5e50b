package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static dev.waybill.legacy.Peer.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class BadInputTest {
  private static final String PING = Peer.request(1, "ping", "{}");
  private final Workers workers = new Workers();
  private final HttpEndpoint endpoint = workers.start();
  private final Peer peer = Peer.of(endpoint);

  @AfterEach
  void close() {
    workers.close();
  }

  /** An error without an id, as it belongs to no request. */
  private static void refused(Answer answer, int status, String why) throws IOException {
    JsonNode response = answer.json();
    assertThat(answer.status()).as(response.toString()).isEqualTo(status);
    assertThat(response.get("jsonrpc").stringValue()).isEqualTo("2.0");
    assertThat(response.at("/error/code").isIntegralNumber()).isTrue();
    assertThat(response.at("/error/message").stringValue()).contains(why);
  }

  private Peer opened() throws IOException {
    return peer.opened("2025-11-25", "{'elicitation':{}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "null", "AAAA.BBBB", "00000000-0000-0000-0000-000000000000"})
  void an_unknown_session_is_not_found(String id) throws Exception {
    Peer unknown = peer.with(LegacyEra.SESSION_ID, id);
    try (Answer post = unknown.post(PING);
        Answer get = unknown.get();
        Answer delete = unknown.delete()) {
      refused(post, 404, "Session not found");
      refused(get, 404, "initialize again");
      refused(delete, 404, "Session not found");
    }
  }

  @Test
  void a_session_id_that_was_tampered_with_is_not_found() throws Exception {
    String id = opened().session();
    for (int at : new int[] {id.indexOf('.') + 2, id.length() / 2, id.length() - 2}) {
      char other = id.charAt(at) == 'A' ? 'B' : 'A';
      String changed = id.substring(0, at) + other + id.substring(at + 1);
      try (Answer answer = peer.with(LegacyEra.SESSION_ID, changed).post(PING)) {
        refused(answer, 404, "Session not found");
      }
    }
    try (Answer answer = peer.with(LegacyEra.SESSION_ID, id + "x".repeat(8_000)).post(PING)) {
      refused(answer, 404, "Session not found");
    }
  }

  @Test
  void an_expired_session_is_not_found_however_much_it_was_used() throws Exception {
    Peer session = opened();
    for (int i = 0; i < 47; i++) {
      workers.clock.advance(Duration.ofMinutes(30));
      assertThat(session.tell(PING)).isEqualTo(200);
    }
    workers.clock.advance(Duration.ofMinutes(30));
    try (Answer answer = session.post(PING)) {
      refused(answer, 404, "its time is over");
    }
  }

  @Test
  void an_idle_session_is_not_found_and_its_client_initializes_again() throws Exception {
    Peer session = opened();
    workers.clock.advance(Duration.ofMinutes(59));
    assertThat(session.tell(PING)).isEqualTo(200);
    workers.clock.advance(Duration.ofMinutes(59));
    assertThat(session.tell(PING)).isEqualTo(200);
    workers.clock.advance(Duration.ofMinutes(61));
    try (Answer answer = session.post(PING)) {
      refused(answer, 404, "not used for too long");
    }
    assertThat(opened().tell(PING)).isEqualTo(200);
  }

  @Test
  void a_session_that_was_ended_is_not_found() throws Exception {
    Peer session = opened();
    try (Answer delete = session.delete()) {
      assertThat(delete.status()).isEqualTo(204);
    }
    try (Answer post = session.post(PING);
        Answer get = session.get();
        Answer delete = session.delete()) {
      refused(post, 404, "it was ended");
      refused(get, 404, "it was ended");
      refused(delete, 404, "it was ended");
    }
  }

  @Test
  void the_session_of_another_principal_is_as_unknown_as_none() throws Exception {
    HttpEndpoint guarded = workers.start(builder -> {}, true);
    Peer alice = Peer.of(guarded).with("Authorization", "Bearer alice").opened("2025-11-25", "{}");
    assertThat(alice.tell(PING)).isEqualTo(200);
    Peer mallory = alice.with("Authorization", "Bearer mallory");
    try (Answer post = mallory.post(PING);
        Answer get = mallory.get();
        Answer delete = mallory.delete()) {
      refused(post, 404, "there is none of this id");
      refused(get, 404, "there is none of this id");
      refused(delete, 404, "there is none of this id");
    }
    assertThat(alice.tell(PING)).isEqualTo(200);
    assertThat(alice.at(endpoint).tell(PING)).isEqualTo(404);
  }

  @Test
  void a_version_that_is_none_or_not_the_one_agreed_is_refused() throws Exception {
    Peer session = opened();
    try (Answer none = session.with("MCP-Protocol-Version", "1999-01-01").post(PING);
        Answer other = session.with("MCP-Protocol-Version", "2025-06-18").post(PING);
        Answer get = session.with("MCP-Protocol-Version", "2025-06-18").get()) {
      refused(none, 400, "2026-07-28, 2025-11-25, 2025-06-18");
      refused(other, 400, "2025-11-25");
      refused(get, 400, "2025-11-25");
    }
    assertThat(session.tell(PING)).isEqualTo(200);
  }

  @Test
  void a_version_that_is_missing_is_the_one_of_the_session() throws Exception {
    assertThat(opened().with("MCP-Protocol-Version", "").tell(PING)).isEqualTo(200);
  }

  @Test
  void a_request_before_initialized_is_answered() throws Exception {
    try (Answer answer = peer.post(Peer.initialize("2025-11-25", "{}"))) {
      Peer early = peer.in(answer);
      assertThat(text(early.ask(Peer.call(1, "echo", "{'text':'early'}")))).isEqualTo("early");
    }
  }

  @Test
  void a_request_before_initialize_is_refused() throws Exception {
    try (Answer answer =
        peer.with("MCP-Protocol-Version", "2025-11-25").post(Peer.call(1, "echo", "{}"))) {
      refused(answer, 400, "Mcp-Session-Id is missing");
    }
  }

  @Test
  void a_second_initialize_is_refused_and_the_session_goes_on() throws Exception {
    Peer session = opened();
    JsonNode response = session.ask(Peer.initialize("2025-06-18", "{}"));
    assertThat(response.at("/error/code").intValue()).isEqualTo(-32600);
    assertThat(response.at("/error/message").stringValue()).contains("initialized already");
    assertThat(session.tell(PING)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'never-asked'", "17", "'AAAA.BBBB'"})
  void an_answer_to_a_question_never_asked_is_refused(String id) throws Exception {
    try (Answer answer =
        opened().post(q("{'jsonrpc':'2.0','id':" + id + ",'result':{'action':'accept'}}"))) {
      refused(answer, 400, "no question of that id was asked in this session");
    }
  }

  @Test
  void an_answer_to_a_question_asked_of_someone_else_is_refused() throws Exception {
    Peer asked = opened();
    Peer other = opened();
    try (Answer call = asked.post(Peer.call(1, "form", "{}"))) {
      JsonNode question = call.message().json();
      String yes = Peer.answer(question, "{'action':'accept','content':{'name':'Eve'}}");
      try (Answer answer = other.post(yes)) {
        refused(answer, 400, "no question of that id was asked in this session");
      }
      String bob = Peer.answer(question, "{'action':'accept','content':{'name':'Bob'}}");
      assertThat(asked.tell(bob)).isEqualTo(202);
      assertThat(text(call.message().json())).isEqualTo("Hello Bob");
    }
  }

  @Test
  void a_question_is_answered_once() throws Exception {
    Peer session = opened();
    try (Answer call = session.post(Peer.call(1, "form", "{}"))) {
      String decline = Peer.answer(call.message().json(), "{'action':'decline'}");
      assertThat(session.tell(decline)).isEqualTo(202);
      assertThat(text(call.message().json())).isEqualTo("declined");
      try (Answer answer = session.post(decline)) {
        refused(answer, 409, "answered already");
      }
    }
  }

  @Test
  void a_get_without_a_session_is_refused() throws Exception {
    try (Answer get = peer.get();
        Answer delete = peer.delete()) {
      refused(get, 400, "Mcp-Session-Id is missing");
      refused(delete, 400, "Mcp-Session-Id is missing");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense,none that this server gave out",
    "abc,none that this server gave out",
    "AAAAAAAAAAAAAAAA.1,names no stream of this session",
    "AAAAAAAAAAAAAAAA.999999999999999999999,none that this server gave out"
  })
  void an_unknown_last_event_is_refused(String id, String why) throws Exception {
    try (Answer get = opened().with("Last-Event-ID", id).get()) {
      refused(get, 400, why);
    }
  }

  @Test
  void the_events_of_another_session_are_unknown() throws Exception {
    Peer owner = opened();
    try (Answer call = owner.post(Peer.call(1, "form", "{}"))) {
      String id = call.message().id();
      assertThat(id).isNotEmpty();
      try (Answer get = opened().with("Last-Event-ID", id).get()) {
        refused(get, 400, "names no stream of this session");
      }
      try (Answer get = owner.with("Last-Event-ID", id).get()) {
        assertThat(get.status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-06-18", "2025-11-25"})
  void a_batch_in_a_revision_without_batches_is_refused(String version) throws Exception {
    Peer session = peer.opened(version, "{}");
    try (Answer answer = session.post("[" + PING + "]")) {
      refused(answer, 400, "revision " + version + " has no batches");
    }
  }

  @Test
  void a_message_with_modern_metadata_is_modern_in_a_session_too() throws Exception {
    Peer session = opened();
    String meta =
        "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':{}}";
    String modern = Peer.request(1, "tools/list", "{" + meta + "}");
    // The header still says what was agreed for the session: the two contradict each other.
    assertThat(session.ask(modern).at("/error/code").intValue()).isEqualTo(-32020);
    Peer both = session.with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", "tools/list");
    assertThat(both.ask(modern).at("/result/resultType").stringValue()).isEqualTo("complete");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"initialize", "ping", "logging/setLevel", "resources/subscribe", "tasks/list"})
  void a_method_of_earlier_revisions_with_modern_metadata_is_not_found(String method)
      throws Exception {
    String meta =
        "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':{}}";
    Peer modern = peer.with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", method);
    try (Answer answer = modern.post(Peer.request(1, method, "{" + meta + "}"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json().at("/error/code").intValue()).isEqualTo(-32601);
      assertThat(answer.header(LegacyEra.SESSION_ID)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"server/discover", "subscriptions/listen", "tasks/update", "no/such"})
  void a_method_that_a_revision_does_not_have_is_not_found(String method) throws Exception {
    try (Answer answer = opened().post(Peer.request("m", method, "{}"))) {
      assertThat(answer.status()).isEqualTo(200);
      JsonNode response = answer.json();
      assertThat(response.at("/error/code").intValue()).isEqualTo(-32601);
      assertThat(response.at("/error/message").stringValue()).contains("2025-11-25");
      assertThat(response.get("id").stringValue()).isEqualTo("m");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}| -32600",
        "{'jsonrpc':'2.0','id':3}| -32600",
        "{'jsonrpc':'1.0','id':3,'method':'ping'}| -32600",
        "{'jsonrpc':'2.0','id':null,'method':'ping'}| -32600",
        "{'jsonrpc':'2.0','id':1.5,'result':{}}| -32600",
        "7| -32600",
        "{'jsonrpc'| -32700"
      })
  void what_is_no_message_is_refused(String body, int code) throws Exception {
    try (Answer answer = opened().post(q(body))) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().at("/error/code").intValue()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logging/setLevel|{'level':'loud'}|level",
        "logging/setLevel|{}|level",
        "resources/subscribe|{}|uri",
        "resources/subscribe|{'uri':7}|uri",
        "resources/unsubscribe|{'uri':''}|uri",
        "tools/call|{}|name",
        "tools/list|{'cursor':'made up'}|cursor",
        "tools/list|{'_meta':7}|_meta",
        "tools/call|{'name':'echo','_meta':{'progressToken':{}}}|progressToken"
      })
  void wrong_parameters_are_invalid(String method, String params, String why) throws Exception {
    JsonNode response = opened().ask(Peer.request(1, method, params));
    assertThat(response.at("/error/code").intValue()).as(response.toString()).isEqualTo(-32602);
    assertThat(response.at("/error/message").stringValue()).containsIgnoringCase(why);
  }

  @Test
  void an_id_that_is_still_open_is_refused() throws Exception {
    Peer session = opened();
    try (Answer waiting = session.post(Peer.call(1, "wait", "{}"))) {
      assertThat(waiting.status()).isEqualTo(200);
      workers.features.waiting.await();
      JsonNode response = session.ask(Peer.call(1, "echo", "{'text':'x'}"));
      assertThat(response.at("/error/code").intValue()).isEqualTo(-32600);
      assertThat(response.at("/error/message").stringValue()).contains("still open");
      workers.features.go.countDown();
      assertThat(text(waiting.messages().getLast())).isEqualTo("waited");
    }
  }
}
