package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static dev.waybill.legacy.Peer.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import dev.waybill.server.SessionLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What handlers ask clients, in the shape and within the limits of each revision. */
@Timeout(60)
class AskingTest {
  private final Workers workers = new Workers();
  private final HttpEndpoint endpoint = workers.start();

  @AfterEach
  void close() {
    workers.close();
  }

  private Peer opened(String version, String capabilities) throws Exception {
    return Peer.of(endpoint).opened(version, capabilities);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-06-18", "2025-11-25"})
  void a_form_is_asked_for_on_the_stream_of_the_call(String version) throws Exception {
    Peer session = opened(version, "{'elicitation':{}}");
    try (Answer call = session.post(Peer.call(1, "form", "{}"))) {
      JsonNode question = call.message().json();
      assertThat(question.get("method").stringValue()).isEqualTo("elicitation/create");
      assertThat(question.get("id").isString()).isTrue();
      JsonNode params = question.get("params");
      assertThat(params.get("message").stringValue()).isEqualTo("Your name?");
      assertThat(params.at("/requestedSchema/properties/name/type").stringValue())
          .isEqualTo("string");
      assertThat(params.path("requestedSchema").propertyNames())
          .isSubsetOf("$schema", "type", "properties", "required");
      assertThat(params.propertyNames()).isSubsetOf("mode", "message", "requestedSchema");
      assertThat(params.has("mode")).isEqualTo(version.equals("2025-11-25"));
      assertThat(session.tell(Peer.answer(question, "{'action':'cancel'}"))).isEqualTo(202);
      assertThat(text(call.message().json())).isEqualTo("cancelled");
      assertThat(call.event()).isNull();
    }
  }

  @Test
  void an_answer_that_does_not_fit_is_a_tool_error() throws Exception {
    Peer session = opened("2025-11-25", "{'elicitation':{}}");
    try (Answer call = session.post(Peer.call(1, "form", "{}"))) {
      String wrong = Peer.answer(call.message().json(), "{'action':'accept','content':{'name':7}}");
      assertThat(session.tell(wrong)).isEqualTo(202);
      JsonNode response = call.message().json();
      assertThat(response.at("/result/isError").booleanValue()).isTrue();
      assertThat(text(response)).contains("does not fit");
    }
  }

  @Test
  void an_error_of_the_client_is_a_tool_error() throws Exception {
    Peer session = opened("2025-11-25", "{'sampling':{}}");
    try (Answer call = session.post(Peer.call(1, "sample", "{}"))) {
      String id = call.message().json().get("id").stringValue();
      String no = "{'jsonrpc':'2.0','id':'" + id + "','error':{'code':-1,'message':'no\\nway'}}";
      assertThat(session.tell(q(no))).isEqualTo(202);
      JsonNode response = call.message().json();
      assertThat(response.at("/result/isError").booleanValue()).isTrue();
      assertThat(text(response)).contains("did not answer", "no way");
    }
  }

  @Test
  void choices_have_titles_and_defaults_where_the_revision_knows_them() throws Exception {
    JsonNode now = asked("2025-11-25", "choices");
    assertThat(now.at("/properties/colour/oneOf/0/title").stringValue()).isEqualTo("Red");
    assertThat(now.at("/properties/colour/default").stringValue()).isEqualTo("r");
    assertThat(now.at("/properties/count/default").intValue()).isEqualTo(3);
    JsonNode before = asked("2025-06-18", "choices");
    assertThat(before.at("/properties/colour"))
        .hasToString(q("{'type':'string','enum':['r','g'],'enumNames':['Red','Green']}"));
    assertThat(before.at("/properties/sure/default").booleanValue()).isTrue();
    assertThat(before.at("/properties/count").has("default")).isFalse();
  }

  private JsonNode asked(String version, String tool) throws Exception {
    try (Answer call = opened(version, "{'elicitation':{}}").post(Peer.call(1, tool, "{}"))) {
      return call.message().json().at("/params/requestedSchema");
    }
  }

  @Test
  void lists_cannot_be_asked_for_where_the_revision_has_none() throws Exception {
    assertThat(asked("2025-11-25", "lists").at("/properties/tags/type").stringValue())
        .isEqualTo("array");
    JsonNode response = opened("2025-06-18", "{'elicitation':{}}").ask(Peer.call(1, "lists", "{}"));
    assertThat(response.at("/result/isError").booleanValue()).isTrue();
    assertThat(text(response)).contains("2025-06-18", "\"tags\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void a_model_and_roots_are_asked_for_in_every_revision(String version) throws Exception {
    Peer session = opened(version, "{'sampling':{},'roots':{'listChanged':true}}");
    try (Answer call = session.post(Peer.call(1, "sample", "{}"))) {
      JsonNode question = call.message().json();
      assertThat(question.get("method").stringValue()).isEqualTo("sampling/createMessage");
      assertThat(question.get("params"))
          .hasToString(
              q(
                  "{'messages':[{'role':'user','content':{'type':'text','text':'2+2?'}}],"
                      + "'maxTokens':10}"));
      session.tell(
          Peer.answer(
              question, "{'role':'assistant','model':'m','content':{'type':'text','text':'4'}}"));
      assertThat(text(call.message().json())).contains("4");
    }
    assertThat(session.tell(Peer.notification("notifications/roots/list_changed", "{}")))
        .isEqualTo(202);
    try (Answer call = session.post(Peer.call(2, "roots", "{}"))) {
      JsonNode question = call.message().json();
      assertThat(question.get("method").stringValue()).isEqualTo("roots/list");
      session.tell(Peer.answer(question, "{'roots':[{'uri':'file:///x','name':'X'}]}"));
      assertThat(text(call.message().json())).isEqualTo("[file:///x]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
  void what_a_client_cannot_do_is_not_asked_of_it(String version) throws Exception {
    Peer session = opened(version, "{}");
    for (String tool : List.of("form", "visit", "sample", "roots")) {
      JsonNode response = session.ask(Peer.call(1, tool, "{}"));
      assertThat(response.at("/result/isError").booleanValue()).as(tool).isTrue();
      assertThat(text(response)).contains("capabilities that were not declared");
    }
  }

  @Test
  void a_page_is_visited_and_the_client_hears_when_the_call_is_done() throws Exception {
    Peer session = opened("2025-11-25", "{'elicitation':{'url':{}}}");
    try (Answer call = session.post(Peer.call(1, "visit", "{}"))) {
      JsonNode question = call.message().json();
      JsonNode params = question.get("params");
      assertThat(params.propertyNames())
          .containsExactlyInAnyOrder("mode", "message", "url", "elicitationId");
      assertThat(params.get("mode").stringValue()).isEqualTo("url");
      session.tell(Peer.answer(question, "{'action':'accept'}"));
      JsonNode complete = call.message().json();
      assertThat(complete.get("method").stringValue())
          .isEqualTo("notifications/elicitation/complete");
      assertThat(complete.get("params"))
          .hasToString(q("{'elicitationId':" + params.get("elicitationId") + "}"));
      assertThat(text(call.message().json())).isEqualTo("Accepted");
    }
  }

  @Test
  void a_page_that_was_not_visited_is_not_said_to_be_done() throws Exception {
    Peer session = opened("2025-11-25", "{'elicitation':{'url':{}}}");
    try (Answer call = session.post(Peer.call(1, "visit", "{}"))) {
      session.tell(Peer.answer(call.message().json(), "{'action':'decline'}"));
      assertThat(text(call.message().json())).isEqualTo("Declined");
    }
  }

  @Test
  void a_client_that_only_visits_pages_is_not_asked_to_fill_in_forms() throws Exception {
    Peer session = opened("2025-11-25", "{'elicitation':{'url':{}}}");
    assertThat(text(session.ask(Peer.call(1, "form", "{}")))).contains("not declared");
    Peer older = opened("2025-06-18", "{'elicitation':{'url':{}}}");
    assertThat(text(older.ask(Peer.call(1, "visit", "{}")))).contains("not declared");
  }

  @Test
  void without_a_session_pages_to_visit_are_named_in_the_error() throws Exception {
    Peer peer =
        Peer.of(workers.start(b -> b.eras(Eras.all().withoutSessions())))
            .with("MCP-Protocol-Version", "2025-11-25");
    JsonNode error = peer.ask(Peer.call(1, "visit", "{}")).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(-32042);
    JsonNode page = error.at("/data/elicitations/0");
    assertThat(page.get("mode").stringValue()).isEqualTo("url");
    assertThat(page.get("url").stringValue()).isEqualTo("https://example.com/login");
    assertThat(page.get("message").stringValue()).isEqualTo("Log in");
    assertThat(page.get("elicitationId").stringValue()).isNotEmpty();
    JsonNode older =
        peer.with("MCP-Protocol-Version", "2025-06-18").ask(Peer.call(1, "visit", "{}"));
    assertThat(older.at("/result/isError").booleanValue()).isTrue();
  }

  @Test
  void a_question_nobody_answers_ends_the_call_and_is_withdrawn() throws Exception {
    HttpEndpoint hasty = workers.start(b -> b.stateLifetime(Duration.ofMillis(300)));
    Peer session = Peer.of(hasty).opened("2025-11-25", "{'elicitation':{}}");
    try (Answer call = session.post(Peer.call(1, "form", "{}"))) {
      JsonNode question = call.message().json();
      JsonNode withdrawn = call.message().json();
      assertThat(withdrawn.get("method").stringValue()).isEqualTo("notifications/cancelled");
      assertThat(withdrawn.at("/params/requestId")).isEqualTo(question.get("id"));
      assertThat(text(call.message().json())).contains("did not answer \"name\"");
    }
  }

  @Test
  void a_ping_is_answered_before_and_after_initialized() throws Exception {
    Peer session = opened("2025-11-25", "{}");
    assertThat(session.ask(Peer.request("p", "ping", "{}")))
        .hasToString(q("{'jsonrpc':'2.0','id':'p','result':{}}"));
    assertThat(session.ask(q("{'jsonrpc':'2.0','id':1,'method':'ping'}")))
        .hasToString(q("{'jsonrpc':'2.0','id':1,'result':{}}"));
  }

  @Tag("slow")
  @Test
  void the_server_pings_streams_and_ends_those_of_clients_that_do_not_answer() throws Exception {
    HttpEndpoint pinging =
        workers.start(b -> b.sessionLimits(SessionLimits.DEFAULTS.withPing(Duration.ofSeconds(3))));
    Peer session = Peer.of(pinging).opened("2025-11-25", "{}");
    try (Answer news = session.get()) {
      JsonNode first = news.message().json();
      assertThat(first.get("method").stringValue()).isEqualTo("ping");
      // At another worker, as answers to questions may be.
      assertThat(session.at(endpoint).tell(Peer.answer(first, "{}"))).isEqualTo(202);
      JsonNode second = news.message().json();
      assertThat(second.get("id")).isNotEqualTo(first.get("id"));
      assertThat(news.event()).isNull();
      assertThat(session.tell(Peer.answer(second, "{}"))).isEqualTo(409);
    }
    assertThat(session.tell(Peer.request(1, "ping", "{}"))).isEqualTo(200);
  }

  @Test
  void a_call_is_cancelled() throws Exception {
    Peer session = opened("2025-11-25", "{}");
    try (Answer call = session.post(Peer.call(7, "wait", "{}"))) {
      workers.features.waiting.await();
      for (String wrong : List.of("'7'", "99", "null", "{}")) {
        session.tell(Peer.notification("notifications/cancelled", "{'requestId':" + wrong + "}"));
      }
      assertThat(text(session.ask(Peer.call(8, "echo", "{'text':'on'}")))).isEqualTo("on");
      assertThat(workers.features.interrupted.getCount()).isEqualTo(1);
      assertThat(session.tell(Peer.notification("notifications/cancelled", "{'requestId':7}")))
          .isEqualTo(202);
      assertThat(workers.features.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(call.messages()).noneMatch(message -> message.has("id"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-11-25"})
  void progress_has_a_message_where_the_revision_knows_it(String version) throws Exception {
    Peer session = opened(version, "{}");
    String call =
        Peer.request(1, "tools/call", "{'name':'progress','_meta':{'progressToken':'t'}}");
    try (Answer answer = session.post(call)) {
      JsonNode progress = answer.message().json();
      assertThat(progress.get("method").stringValue()).isEqualTo("notifications/progress");
      assertThat(progress.at("/params/progressToken").stringValue()).isEqualTo("t");
      assertThat(progress.at("/params/total").intValue()).isEqualTo(2);
      assertThat(progress.at("/params").has("message")).isEqualTo(!version.equals("2024-11-05"));
      assertThat(text(answer.message().json())).isEqualTo("done");
    }
  }
}
