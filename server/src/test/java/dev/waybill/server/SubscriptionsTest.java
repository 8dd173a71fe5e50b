package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a subscription carries, and how it begins and ends. */
@Timeout(30)
class SubscriptionsTest {
  private static final String ALL =
      "{'toolsListChanged':true,'promptsListChanged':true,'resourcesListChanged':true,"
          + "'resourceSubscriptions':['test:a','test:b/1','test:none/1/2','test:a']}";

  private final McpServer server =
      McpServer.builder("t", "1")
          .maxSubscriptions(3)
          .policy((who, what) -> !what.id().equals("test:hidden"))
          .add(Resource.at("test:a").handler(call -> "a"))
          .add(Resource.at("test:hidden").handler(call -> "h"))
          .add(ResourceTemplate.at("test:b/{x}").handler((in, call) -> "b"))
          .build();

  private static ObjectNode listen(Object id, String filter) {
    return Wire.request(id, "subscriptions/listen", q("{'notifications':%s}".formatted(filter)));
  }

  private Answer open(Object id, String filter) {
    Answer answer = new Wire(server).send(listen(id, filter));
    org.awaitility.Awaitility.await().until(() -> !answer.notifications().isEmpty());
    assertThat(answer.methods()).startsWith("notifications/subscriptions/acknowledged");
    return answer;
  }

  private void changeEverything() {
    server.change(change ->
        change
            .add(Tool.named("new").handler((in, call) -> ""))
            .add(Prompt.named("new").handler((in, call) -> ""))
            .add(Resource.at("test:new").handler(call -> "")));
    server.change(change -> change.removeTemplate("test:b/{x}"));
    for (String uri : List.of("test:a", "test:b/1", "test:hidden", "test:none/1/2", "test:b/2")) {
      server.notifications().resourceUpdated(uri);
    }
  }

  @Test
  void the_acknowledgement_comes_first_and_tells_what_is_honoured() {
    Answer answer = open("s", ALL);
    assertThat(answer.notifications())
        .containsExactly(
            Wire.json(
                "{'jsonrpc':'2.0','method':'notifications/subscriptions/acknowledged','params':{"
                    + "'notifications':{'toolsListChanged':true,'promptsListChanged':true,"
                    + "'resourcesListChanged':true,'resourceSubscriptions':['test:a','test:b/1']},"
                    + "'_meta':{'io.modelcontextprotocol/subscriptionId':'s'}}}"));
    Answer nothing =
        open(2, "{'toolsListChanged':false,'resourceSubscriptions':['test:hidden'],'x/y':true}");
    assertThat(nothing.notifications().getFirst().at("/params/notifications").isEmpty()).isTrue();
    assertThat(nothing.isEnded()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'toolsListChanged':true}     | notifications/tools/list_changed",
        "{'promptsListChanged':true}   | notifications/prompts/list_changed",
        "{'resourcesListChanged':true} |"
            + " notifications/resources/list_changed,notifications/resources/list_changed",
        "{'resourceSubscriptions':['test:a']} | notifications/resources/updated",
        "{'resourceSubscriptions':['test:b/1']} | notifications/resources/updated",
        "{'resourceSubscriptions':['test:hidden','test:none/1/2']} |",
        "{} |"
      })
  void only_what_was_asked_for_is_sent(String filter, String methods) {
    Answer answer = open(1, filter);
    changeEverything();
    List<String> sent = answer.methods().subList(1, answer.methods().size());
    assertThat(String.join(",", sent)).isEqualTo(methods == null ? "" : methods);
  }

  @Test
  void every_message_carries_the_subscription_it_belongs_to() {
    Answer text = open("7", ALL);
    Answer number = open(7, ALL);
    changeEverything();
    server.drain();
    for (Map.Entry<Answer, JsonNode> each :
        Map.of(
                text, Wire.json("{'id':'7'}").get("id"),
                number, Wire.json("{'id':7}").get("id"))
            .entrySet()) {
      Answer answer = each.getKey();
      String pointer = "/params/_meta/io.modelcontextprotocol~1subscriptionId";
      assertThat(answer.notifications()).hasSizeGreaterThan(6);
      assertThat(answer.notifications()).allMatch(n -> n.at(pointer).equals(each.getValue()));
      assertThat(answer.response).isNotNull();
      assertThat(answer.response.get("id")).isEqualTo(each.getValue());
      assertThat(answer.result().at("/_meta/io.modelcontextprotocol~1subscriptionId"))
          .isEqualTo(each.getValue());
      assertThat(answer.result().get("resultType").stringValue()).isEqualTo("complete");
    }
    JsonNode updated =
        text.notifications().stream()
            .filter(n -> n.get("method").stringValue().endsWith("updated"))
            .findFirst()
            .orElseThrow();
    assertThat(updated.get("params"))
        .isEqualTo(
            Wire.json("{'uri':'test:a','_meta':{'io.modelcontextprotocol/subscriptionId':'7'}}"));
  }

  @Test
  void a_change_of_nothing_tells_nothing() {
    Answer answer = open(1, ALL);
    server.change(change -> change.removeTool("none").removePrompt("none"));
    assertThat(answer.notifications()).hasSize(1);
  }

  @Test
  void while_a_client_does_not_read_its_news_are_merged() {
    Answer answer = open(1, ALL);
    answer.writable = false;
    for (int i = 0; i < 1000; i++) {
      server.notifications().toolsChanged();
      server.notifications().resourceUpdated("test:a");
      server.notifications().resourceUpdated("test:b/1");
    }
    assertThat(answer.notifications()).hasSize(1);
    answer.exchange.drained();
    assertThat(answer.notifications()).hasSize(1);
    answer.writable = true;
    answer.exchange.drained();
    answer.exchange.drained();
    assertThat(answer.methods().subList(1, 4))
        .containsExactly(
            "notifications/tools/list_changed",
            "notifications/resources/updated",
            "notifications/resources/updated");
    assertThat(answer.notifications()).hasSize(4);
    server.notifications().toolsChanged();
    assertThat(answer.notifications()).hasSize(5);
  }

  @Test
  void what_is_new_does_not_overtake_what_waits() {
    Answer answer = open(1, ALL);
    answer.writable = false;
    server.notifications().toolsChanged();
    answer.writable = true;
    server.notifications().promptsChanged();
    answer.exchange.drained();
    assertThat(answer.methods().subList(1, 3))
        .containsExactly("notifications/tools/list_changed", "notifications/prompts/list_changed");
  }

  @Test
  void a_principal_may_have_so_many_open_and_a_closed_one_counts_no_more() {
    Answer first = open(1, ALL);
    open(2, ALL);
    open(3, "{}");
    Answer fourth = new Wire(server).send(listen(4, "{}"));
    assertThat(fourth.errorCode()).isEqualTo(429);
    assertThat(fourth.status).isEqualTo(429);
    Answer other =
        new Wire(server).as(Principal.of("other"), "subscriptions/listen", "{'notifications':{}}");
    assertThat(other.methods()).hasSize(1);
    first.exchange.cancel();
    first.exchange.cancel();
    open(5, "{}");
    assertThat(new Wire(server).send(listen(6, "{}")).errorCode()).isEqualTo(429);
  }

  @Test
  void a_cancelled_subscription_hears_nothing_more_and_gets_no_result() {
    Answer answer = open(1, ALL);
    answer.exchange.cancel();
    changeEverything();
    server.drain();
    assertThat(answer.notifications()).hasSize(1);
    assertThat(answer.response).isNull();
  }

  @Test
  void over_http_the_end_is_the_result_alone_and_comes_once() {
    Wire wire = new Wire(server);
    Answer answer =
        wire.send(
            dev.waybill.protocol.Json.bytes(listen(1, ALL)),
            Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "subscriptions/listen"),
            Principal.ANONYMOUS);
    server.drain();
    server.drain();
    answer.exchange.cancel();
    assertThat(answer.methods()).containsExactly("notifications/subscriptions/acknowledged");
    assertThat(answer.result().has("_meta")).isTrue();
    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.twice).isFalse();
  }

  @Test
  void on_a_shared_channel_the_end_is_announced() {
    Answer answer = open("x", "{}");
    server.drain();
    assertThat(answer.notifications().get(1))
        .isEqualTo(
            Wire.json(
                "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':'x',"
                    + "'reason':'The server ended the subscription',"
                    + "'_meta':{'io.modelcontextprotocol/subscriptionId':'x'}}}"));
    assertThat(answer.result().get("resultType").stringValue()).isEqualTo("complete");
  }

  @Test
  void too_many_uris_are_refused() {
    StringBuilder uris = new StringBuilder("'test:b/0'");
    for (int i = 1; i < 256; i++) {
      uris.append(",'test:b/").append(i).append('\'');
    }
    assertThat(open(1, "{'resourceSubscriptions':[" + uris + "]}").isEnded()).isFalse();
    Answer refused =
        new Wire(server).send(listen(2, "{'resourceSubscriptions':[" + uris + ",'test:a']}"));
    assertThat(refused.errorCode()).isEqualTo(-32602);
    assertThat(refused.errorText()).contains("257", "256");
  }

  @Test
  void a_stream_that_cannot_keep_up_is_ended() {
    StringBuilder uris = new StringBuilder("'test:b/0'");
    for (int i = 1; i < 256; i++) {
      uris.append(",'test:b/").append(i).append('\'');
    }
    Answer answer = open(1, "{'toolsListChanged':true,'resourceSubscriptions':[" + uris + "]}");
    answer.writable = false;
    for (int i = 0; i < 256; i++) {
      server.notifications().resourceUpdated("test:b/" + i);
    }
    assertThat(answer.isEnded()).isFalse();
    server.notifications().toolsChanged();
    assertThat(answer.isEnded()).isTrue();
    assertThat(answer.result().get("resultType").stringValue()).isEqualTo("complete");
  }
}
