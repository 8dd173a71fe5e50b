package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import dev.waybill.server.Wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Pages, caching hints, and a policy that hides from lists and calls alike. */
class ListsTest {
  private static final Principal ALICE = Principal.of("alice");

  private static McpServer.Builder everything(int count) {
    McpServer.Builder builder = McpServer.builder("t", "1");
    // Added in an order that is not the order of names.
    IntStream.range(0, count)
        .map(i -> (i * 7) % count)
        .forEach(i -> {
          String name = "%03d".formatted(i);
          builder.add(Tool.named(name).handler((in, call) -> name));
          builder.add(Prompt.named(name).handler((in, call) -> name));
          builder.add(Resource.at("test:" + name).handler(call -> name));
          builder.add(ResourceTemplate.at("test:" + name + "/{x}").handler((in, call) -> name));
        });
    return builder;
  }

  private static List<String> names(JsonNode page) {
    List<String> names = new ArrayList<>();
    for (String list : List.of("tools", "prompts", "resources", "resourceTemplates")) {
      page.path(list)
          .forEach(
              item -> names.add(item.path("name").stringValue().replaceAll("^test:|/\\{x}$", "")));
    }
    return names;
  }

  private static String with(JsonNode page) {
    return Json.mapper()
        .createObjectNode()
        .put("cursor", page.get("nextCursor").stringValue())
        .toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tools/list", "prompts/list", "resources/list", "resources/templates/list"})
  void pages_together_are_the_whole_list_in_order(String method) {
    Wire wire = new Wire(everything(10).pageSize(3).build());
    List<String> seen = new ArrayList<>();
    JsonNode page = wire.ask(method, "{}").result();
    int pages = 1;
    while (page.has("nextCursor")) {
      seen.addAll(names(page));
      page = wire.ask(method, with(page)).result();
      pages++;
    }
    seen.addAll(names(page));
    assertThat(pages).isEqualTo(4);
    assertThat(seen).hasSize(10).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"9,3", "10,4", "1,1", "0,1", "3,1"})
  void there_is_no_empty_last_page(int items, int pages) {
    Wire wire = new Wire(everything(items).pageSize(3).build());
    JsonNode page = wire.ask("tools/list", "{}").result();
    int count = 1;
    while (page.has("nextCursor")) {
      page = wire.ask("tools/list", with(page)).result();
      assertThat(names(page)).isNotEmpty();
      count++;
    }
    assertThat(count).isEqualTo(pages);
  }

  @Test
  void a_cursor_stays_good_when_items_come_and_go() {
    McpServer server = everything(9).pageSize(3).build();
    Wire wire = new Wire(server);
    JsonNode first = wire.ask("tools/list", "{}").result();
    server.change(change ->
        change
            .removeTool("002") // the last of the first page
            .removeTool("004")
            .add(Tool.named("001a").handler((in, call) -> ""))
            .add(Tool.named("003a").handler((in, call) -> "")));
    assertThat(names(wire.ask("tools/list", with(first)).result()))
        .containsExactly("003", "003a", "005");
  }

  @Test
  void a_cursor_is_good_for_its_own_list_and_its_own_server() {
    Wire wire = new Wire(everything(4).pageSize(3).build());
    JsonNode page = wire.ask("tools/list", "{}").result();
    String cursor = page.get("nextCursor").stringValue();
    for (Answer refused :
        List.of(
            wire.ask("prompts/list", with(page)),
            new Wire(everything(4).pageSize(3).build()).ask("tools/list", with(page)),
            wire.ask("tools/list", q("{'cursor':''}")),
            wire.ask("tools/list", q("{'cursor':'3'}")),
            wire.ask("tools/list", q("{'cursor':'" + cursor + "A'}")),
            wire.ask("tools/list", q("{'cursor':'" + cursor.substring(1) + "'}")))) {
      assertThat(refused.errorCode()).isEqualTo(-32602);
      assertThat(refused.status).isEqualTo(400);
      assertThat(refused.errorText()).contains("cursor", "start again");
    }
    assertThat(cursor).matches("[A-Za-z0-9_-]+").doesNotContain("002");
  }

  @Test
  void every_cacheable_result_says_how_long_and_for_whom() {
    Wire wire = new Wire(everything(4).pageSize(3).listCache(Duration.ofSeconds(7)).build());
    JsonNode page = wire.ask("tools/list", "{}").result();
    for (JsonNode result :
        List.of(
            page,
            wire.ask("tools/list", with(page)).result(),
            wire.ask("prompts/list", "{}").result(),
            wire.ask("resources/list", "{}").result(),
            wire.ask("resources/templates/list", "{}").result(),
            wire.ask("server/discover", "{}").result())) {
      assertThat(result.get("ttlMs").longValue()).isEqualTo(7000);
      assertThat(result.get("cacheScope").stringValue()).isEqualTo("public");
    }
    JsonNode read = wire.ask("resources/read", q("{'uri':'test:001'}")).result();
    assertThat(read.get("ttlMs").longValue()).isZero();
    assertThat(read.get("cacheScope").stringValue()).isEqualTo("private");
  }

  @Test
  void what_a_policy_hides_is_in_no_list_and_cannot_be_used() {
    Policy odd = (who, what) -> who.id().equals("alice") && what.id().matches(".*[13579](/\\{x})?");
    Wire wire = new Wire(everything(10).pageSize(3).policy(odd).build());
    JsonNode first = wire.as(ALICE, "tools/list", "{}").result();
    assertThat(names(first)).containsExactly("001", "003", "005");
    assertThat(first.get("cacheScope").stringValue()).isEqualTo("private");
    JsonNode second = wire.as(ALICE, "tools/list", with(first)).result();
    assertThat(names(second)).containsExactly("007", "009");
    assertThat(second.get("cacheScope").stringValue()).isEqualTo("private");
    for (String method :
        List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list")) {
      assertThat(names(wire.ask(method, "{}").result())).isEmpty();
    }

    assertThat(wire.as(ALICE, "tools/call", "{'name':'001'}").text()).isEqualTo("001");
    assertThat(wire.as(ALICE, "resources/read", "{'uri':'test:001/z'}").result().has("contents"))
        .isTrue();
    String completion =
        "{'ref':{'type':'ref/resource','uri':'test:%s/{x}'},'argument':{'name':'x','value':''}}";
    assertThat(
            wire.as(ALICE, "completion/complete", completion.formatted("001"))
                .result()
                .has("completion"))
        .isTrue();
    for (String[] hidden :
        new String[][] {
          {"tools/call", "{'name':'002'}"},
          {"prompts/get", "{'name':'002'}"},
          {"resources/read", "{'uri':'test:002'}"},
          {"resources/read", "{'uri':'test:002/z'}"},
          {"completion/complete", completion.formatted("002")}
        }) {
      Answer refused = wire.as(ALICE, hidden[0], hidden[1]);
      Answer unknown = wire.as(ALICE, hidden[0], hidden[1].replace("002", "999"));
      assertThat(refused.errorCode()).isEqualTo(-32602);
      assertThat(refused.error().toString().replace("002", "999"))
          .isEqualTo(unknown.error().toString());
    }
  }

  @Test
  void a_change_shows_at_once_and_all_at_once_or_not_at_all() {
    McpServer server = everything(2).build();
    Wire wire = new Wire(server);
    assertThat(names(wire.ask("tools/list", "{}").result())).containsExactly("000", "001");
    server.change(change ->
        change
            .removeTool("000")
            .removePrompt("000")
            .removeResource("test:000")
            .removeTemplate("test:000/{x}"));
    for (String method :
        List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list")) {
      assertThat(names(wire.ask(method, "{}").result())).containsExactly("001");
    }
    try {
      server.change(
          change -> change.removeTool("001").add(Prompt.named("001").handler((in, call) -> "")));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("Prompt \"001\"");
    }
    assertThat(names(wire.ask("tools/list", "{}").result())).containsExactly("001");
  }

  @Test
  void a_call_in_flight_is_not_touched_by_a_change() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    McpServer server =
        McpServer.builder("t", "1")
            .add(
                Tool.named("slow")
                    .handler((in, call) -> {
                      entered.countDown();
                      go.await();
                      return "done";
                    }))
            .build();
    Wire wire = new Wire(server);
    Answer running = wire.send(Wire.request(1, "tools/call", q("{'name':'slow'}")));
    entered.await();
    server.change(change -> change.removeTool("slow"));
    go.countDown();
    assertThat(running.text()).isEqualTo("done");
    assertThat(wire.call("slow", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void prepared_answers_are_the_same_bytes_as_any() {
    McpServer prepared = everything(3).build();
    McpServer dispatched =
        everything(3).interceptor((request, who, next) -> next.proceed()).build();
    for (String method :
        List.of(
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list")) {
      for (Object id : new Object[] {1, "a\"b", Long.MIN_VALUE, "😀"}) {
        JsonNode message = Wire.request(id, method, "{}");
        assertThat(new Wire(prepared).send(message).await().response)
            .isEqualTo(new Wire(dispatched).send(message).await().response);
      }
    }
  }
}
