package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.GetPromptResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.protocol.Role;
import dev.waybill.schema.Description;
import dev.waybill.server.Wire.Answer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Prompts and completion. */
class PromptsTest {
  enum Tone {
    KIND,
    STRICT
  }

  record Review(
      @Description("How many") int count,
      boolean deep,
      Tone tone,
      LocalDate since,
      Optional<Double> weight) {}

  private final Wire wire =
      Wire.of(
          Prompt.named("map")
              .description("D")
              .argument("a", "first", true)
              .argument("b", "second", false)
              .complete("a", (value, known, who) -> List.of(value + known + who.id()))
              .handler((in, call) -> in.get("a") + "+" + in.get("b")),
          Prompt.named("typed").input(Review.class).handler((in, call) -> in.toString()),
          Prompt.named("none").handler((in, call) -> "" + in),
          Prompt.named("many")
              .argument("n", "", false)
              .complete(
                  "n",
                  (value, known, who) ->
                      IntStream.range(0, Integer.parseInt(value)).mapToObj(i -> "v" + i).toList())
              .handler((in, call) ->
                  List.of(
                      PromptMessage.user("u"),
                      new PromptMessage(
                          Role.ASSISTANT, ContentBlock.audio(new byte[] {1}, "audio/wav")))),
          ResourceTemplate.at("test:{x}/{y}")
              .complete("y", (value, known, who) -> List.of(known.get("x") + "-" + value))
              .handler((in, call) -> ""));

  private Answer get(String name, String arguments) {
    return wire.ask("prompts/get", q("{'name':'%s','arguments':%s}".formatted(name, arguments)));
  }

  private static String text(Answer answer) {
    return answer.result().at("/messages/0/content/text").stringValue();
  }

  @Test
  void arguments_come_as_a_map_of_strings() {
    assertThat(text(get("map", "{'a':'1','b':'2'}"))).isEqualTo("1+2");
    assertThat(text(get("map", "{'a':'1','other':'3'}"))).isEqualTo("1+null");
    assertThat(text(wire.ask("prompts/get", q("{'name':'none'}")))).isEqualTo("{}");
    assertThat(get("map", "{'a':'1'}").result().get("description").stringValue()).isEqualTo("D");
  }

  @Test
  void a_missing_argument_is_refused_by_name() {
    for (String arguments : List.of("{}", "{'b':'2'}")) {
      Answer answer = get("map", arguments);
      assertThat(answer.errorCode()).isEqualTo(-32602);
      assertThat(answer.errorText()).contains("map", "a");
    }
    assertThat(wire.ask("prompts/get", q("{'name':'typed'}")).errorText())
        .contains("count", "deep", "tone", "since")
        .doesNotContain("weight");
  }

  @Test
  void a_record_is_filled_from_strings() {
    assertThat(
            text(
                get(
                    "typed",
                    "{'count':'3','deep':'true','tone':'KIND','since':'2026-07-28','weight':'1.5'}")))
        .isEqualTo("Review[count=3, deep=true, tone=KIND, since=2026-07-28, weight=Optional[1.5]]");
    assertThat(
            text(get("typed", "{'count':'3','deep':'false','tone':'STRICT','since':'2026-07-28'}")))
        .contains("weight=Optional.empty");
  }

  @Test
  void strings_that_are_no_such_value_are_refused_by_path() {
    String good = "'count':'3','deep':'true','tone':'KIND','since':'2026-07-28'";
    for (String[] odd :
        new String[][] {
          {"'3'", "'three'", "/count"},
          {"'3'", "'99999999999'", "/count"},
          {"'true'", "'perhaps'", "/deep"},
          {"'KIND'", "'RUDE'", "/tone"},
          {"'2026-07-28'", "'yesterday'", "/since"}
        }) {
      Answer answer = get("typed", "{" + good.replace(odd[0], odd[1]) + "}");
      assertThat(answer.errorCode()).as(odd[2]).isEqualTo(-32602);
      assertThat(answer.errorText()).contains(odd[2]).doesNotContain("dev.waybill", "java.");
    }
  }

  @Test
  void the_definition_lists_arguments_in_order() {
    JsonNode prompts = wire.ask("prompts/list", "{}").result().get("prompts");
    assertThat(prompts.get(1))
        .isEqualTo(
            Wire.json(
                "{'name':'map','description':'D','arguments':[{'name':'a','description':'first',"
                    + "'required':true},{'name':'b','description':'second'}]}"));
    assertThat(prompts.get(2)).isEqualTo(Wire.json("{'name':'none'}"));
    JsonNode typed = prompts.get(3).get("arguments");
    assertThat(typed.get(0))
        .isEqualTo(Wire.json("{'name':'count','description':'How many','required':true}"));
    assertThat(typed.get(4)).isEqualTo(Wire.json("{'name':'weight'}"));
  }

  @Test
  void messages_may_hold_any_content() {
    assertThat(get("many", "{}").result().get("messages"))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    q(
                        "[{'role':'user','content':{'type':'text','text':'u'}},"
                            + "{'role':'assistant','content':{'type':'audio','data':'AQ==',"
                            + "'mimeType':'audio/wav'}}]")));
    Wire own =
        Wire.of(
            Prompt.named("p")
                .handler((in, call) -> GetPromptResult.of(PromptMessage.assistant("x"))));
    assertThat(
            own.ask("prompts/get", q("{'name':'p'}")).result().at("/messages/0/role").stringValue())
        .isEqualTo("assistant");
    Wire odd = Wire.of(Prompt.named("p").handler((in, call) -> 5));
    assertThat(odd.ask("prompts/get", q("{'name':'p'}")).errorCode()).isEqualTo(-32603);
  }

  private Answer complete(String ref, String argument, String value, String context) {
    return wire.ask(
        "completion/complete",
        q(
            "{'ref':%s,'argument':{'name':'%s','value':'%s'}%s}"
                .formatted(ref, argument, value, context)));
  }

  private static final String MAP = "{'type':'ref/prompt','name':'map'}";
  private static final String MANY = "{'type':'ref/prompt','name':'many'}";
  private static final String TEMPLATE = "{'type':'ref/resource','uri':'test:{x}/{y}'}";

  @Test
  void suggestions_know_what_is_typed_and_what_is_filled_in() {
    assertThat(
            complete(MAP, "a", "p", ",'context':{'arguments':{'b':'c'}}")
                .result()
                .get("completion"))
        .isEqualTo(Wire.json("{'values':['p{b=c}'],'total':1,'hasMore':false}"));
    assertThat(
            complete(TEMPLATE, "y", "p", ",'context':{'arguments':{'x':'1'}}")
                .result()
                .get("completion"))
        .isEqualTo(Wire.json("{'values':['1-p'],'total':1,'hasMore':false}"));
    assertThat(complete(MAP, "b", "p", "").result().get("completion"))
        .isEqualTo(Wire.json("{'values':[],'total':0,'hasMore':false}"));
  }

  @Test
  void a_hundred_are_sent_and_the_rest_is_counted() {
    JsonNode hundred = complete(MANY, "n", "100", "").result().get("completion");
    assertThat(hundred.get("values").size()).isEqualTo(100);
    assertThat(hundred.get("hasMore").booleanValue()).isFalse();
    JsonNode more = complete(MANY, "n", "101", "").result().get("completion");
    assertThat(more.get("values").size()).isEqualTo(100);
    assertThat(more.get("total").intValue()).isEqualTo(101);
    assertThat(more.get("hasMore").booleanValue()).isTrue();
  }

  @Test
  void what_is_not_there_is_refused_by_name() {
    assertThat(complete(MAP, "zzz", "", "").errorText()).contains("map", "zzz");
    assertThat(complete(TEMPLATE, "zzz", "", "").errorText()).contains("zzz");
    assertThat(complete("{'type':'ref/prompt','name':'nope'}", "a", "", "").errorCode())
        .isEqualTo(-32602);
    assertThat(complete("{'type':'ref/resource','uri':'test:nope'}", "a", "", "").errorCode())
        .isEqualTo(-32602);
  }

  @Test
  void a_completer_that_fails_says_nothing_secret() {
    Answer answer = complete(MANY, "n", "secret", "");
    assertThat(answer.errorCode()).isEqualTo(-32603);
    assertThat(answer.errorText()).doesNotContain("secret");
  }
}
