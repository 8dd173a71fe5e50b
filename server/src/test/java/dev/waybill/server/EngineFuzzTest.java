package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.server.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Mutated messages: each is answered once, none with a server error, none with an exception. */
@Tag("slow")
@Timeout(120)
class EngineFuzzTest {
  private static final int MESSAGES = 8_000;
  private static final Set<Integer> CODES =
      Set.of(-32700, -32600, -32601, -32602, -32020, -32021, -32022);

  record Nested(List<Integer> numbers, java.util.Optional<Nested> more) {}

  record In(String text, int count, Nested nested, java.time.LocalDate day) {}

  record Yes(boolean ok) {}

  record Typed(int n, boolean b) {}

  private final McpServer server =
      McpServer.builder("fuzz", "1")
          .pageSize(1)
          .extension(new TestExtension(call -> ""))
          .add(
              Tool.named("ask")
                  .input(In.class)
                  .handler((in, call) -> {
                    call.step("s", String.class, in::text);
                    call.elicit("q", in.text(), Yes.class);
                    return in;
                  }))
          .add(
              Tool.named("raw")
                  .input(
                      Wire.json(
                          "{'type':'object','properties':{'a':{'type':'string','x-mcp-header':'A'},"
                              + "'n':{'type':'integer','x-mcp-header':'N'},'d':{'default':[1]}}}"))
                  .handler((in, call) -> in))
          .add(
              Prompt.named("p")
                  .input(Typed.class)
                  .complete("n", (v, k, w) -> List.of(v))
                  .handler((in, call) -> "" + in))
          .add(Resource.at("test:a").handler(call -> "a"))
          .add(ResourceTemplate.at("test:{x}-{y}/{+z}{?q}").handler((in, call) -> "" + in))
          .build();

  private static final String[] SEEDS = {
    "{'name':'ask','arguments':{'text':'t','count':3,'nested':{'numbers':[1,2],'more':{'numbers':[]}},'day':'2026-07-28'}}",
    "{'name':'raw','arguments':{'a':'x','n':42,'o':{'p':[true,null,1.5]}}}",
    "{'name':'p','arguments':{'n':'1','b':'true'}}",
    "{'uri':'test:a'}",
    "{'uri':'test:1-2/3/%20?q=4'}",
    "{'ref':{'type':'ref/prompt','name':'p'},'argument':{'name':'n','value':'v'},'context':{'arguments':{'b':'true'}}}",
    "{'ref':{'type':'ref/resource','uri':'test:{x}-{y}/{+z}{?q}'},'argument':{'name':'x','value':'v'}}",
    "{'cursor':'x'}",
    "{'notifications':{'toolsListChanged':true,'resourceSubscriptions':['test:a'],'com.example/parcels':true}}",
    "{'label':'x'}"
  };
  private static final String[] METHODS = {
    "tools/call",
    "tools/call",
    "prompts/get",
    "resources/read",
    "resources/read",
    "completion/complete",
    "completion/complete",
    "tools/list",
    "subscriptions/listen",
    "com.example/echo"
  };
  private static final String[] ODD = {
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "1e999999999",
    "99999999999999999999",
    "''",
    "'x'",
    "'=?base64?eA==?='",
    "'\\ud800'",
    "'😀'",
    "'\\u0000'",
    "[]",
    "{}",
    "[[]]",
    "{'':{}}",
    "'test:%zz-%2F/%'",
    "'2026-07-28'",
    "'notifications/x'"
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 20260728})
  void every_message_is_answered_once_and_never_with_a_server_error(long seed) {
    Random random = new Random(seed);
    Wire wire = new Wire(server);
    List<String> states = new ArrayList<>(List.of("x"));
    for (int i = 0; i < MESSAGES; i++) {
      int which = random.nextInt(SEEDS.length);
      ObjectNode message =
          Wire.request(
              i,
              METHODS[which],
              q(SEEDS[which]),
              q("{'elicitation':{},'extensions':{'com.example/test':{}}}"));
      if (random.nextInt(4) == 0) {
        ObjectNode params = (ObjectNode) message.get("params");
        params.put("requestState", states.get(random.nextInt(states.size())));
        params.set("inputResponses", Wire.json("{'q':{'action':'accept','content':{'ok':true}}}"));
      }
      for (int n = random.nextInt(4); n > 0; n--) {
        mutate(message, random);
      }
      byte[] body = Json.bytes(message);
      for (int n = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 0; n > 0; n--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      Answer answer = wire.send(body, headers(message, random), Principal.ANONYMOUS);
      check(answer, new String(body, java.nio.charset.StandardCharsets.UTF_8), states);
    }
  }

  private static void check(Answer answer, String sent, List<String> states) {
    if (sent.contains("subscriptions/listen") && !answer.isEnded()) {
      answer.exchange.cancel();
      return;
    }
    answer.await();
    assertThat(answer.twice).isFalse();
    JsonNode response = answer.response;
    if (response == null) {
      assertThat(answer.status).as(sent).isEqualTo(202);
    } else if (response.has("error")) {
      assertThat(CODES).as("%s to %s", response, sent).contains(answer.errorCode());
      assertThat(answer.status).isBetween(400, 404);
      assertThat(answer.errorText()).doesNotContain("dev.waybill", "java.", "tools.jackson");
    } else {
      assertThat(answer.status).isEqualTo(200);
      String text = response.at("/result/content/0/text").stringValue("");
      assertThat(text).as(sent).doesNotContain("the server's log has the reason", "dev.waybill");
      JsonNode state = response.at("/result/requestState");
      if (state.isString() && states.size() < 50) {
        states.add(state.stringValue());
      }
    }
  }

  private static Map<String, String> headers(ObjectNode message, Random random) {
    if (random.nextInt(3) == 0) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    headers.put(Headers.PROTOCOL_VERSION, "2026-07-28");
    headers.put(Headers.METHOD, message.path("method").stringValue("x"));
    JsonNode params = message.path("params");
    for (String member : List.of("name", "uri", "label")) {
      if (params.path(member).isString()) {
        headers.put(
            Headers.NAME,
            dev.waybill.protocol.HeaderCodec.encode(params.get(member).stringValue()));
      }
    }
    headers.put("Mcp-Param-A", "x");
    headers.put("Mcp-Param-N", random.nextBoolean() ? "42.0" : "1e999999999");
    if (random.nextInt(6) == 0) {
      headers.remove(new ArrayList<>(headers.keySet()).get(random.nextInt(headers.size())));
    }
    return headers;
  }

  private static void mutate(JsonNode root, Random random) {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode target = containers.get(random.nextInt(containers.size()));
    JsonNode odd = Json.mapper().readTree(q(ODD[random.nextInt(ODD.length)]));
    if (target instanceof ObjectNode object) {
      List<String> names = new ArrayList<>(object.propertyNames());
      String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
      switch (random.nextInt(3)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(name, odd);
        default -> object.set(name + "x", odd);
      }
    } else if (target instanceof ArrayNode array) {
      array.add(odd);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    if (node.isContainer()) {
      into.add(node);
      node.forEach(child -> collect(child, into));
    }
  }

  @Test
  void no_call_is_left_counted() {
    every_message_is_answered_once_and_never_with_a_server_error(5);
    Wire wire = new Wire(server);
    for (int i = 0; i < 64; i++) {
      Answer answer = wire.as(Principal.ANONYMOUS, "subscriptions/listen", "{'notifications':{}}");
      assertThat(answer.isEnded()).as("subscription %s of 64", i).isFalse();
    }
  }
}
