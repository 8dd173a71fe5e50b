package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.PromptMessage;
import dev.waybill.server.Wire.Answer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls of several rounds: their limits, and what handlers may do around a question. */
class RoundsTest {
  record Yes(boolean ok) {}

  private static final String OK = "{'action':'accept','content':{'ok':true}}";

  private static Wire tool(Tool.Handler<ObjectNode> handler) {
    return Wire.of(Tool.named("t").input(Wire.json("{'type':'object'}")).handler(handler));
  }

  private static JsonNode asked(Answer answer) {
    JsonNode result = answer.result();
    assertThat(result.path("resultType").stringValue())
        .as("%s", result)
        .isEqualTo("input_required");
    return result;
  }

  @Test
  void a_step_may_ask_and_is_done_when_it_is_answered() {
    AtomicInteger begun = new AtomicInteger();
    Wire wire =
        tool((in, call) -> {
          String said =
              call.step(
                  "s",
                  String.class,
                  () -> {
                    begun.incrementAndGet();
                    return call.elicit("q", "?", Yes.class).toString();
                  });
          call.elicit("r", "?", Yes.class);
          return said;
        });
    JsonNode first = asked(wire.call("t", "{}"));
    JsonNode second = asked(wire.retry("t", "{}", first, "{'q':" + OK + "}"));
    assertThat(wire.retry("t", "{}", second, "{'r':" + OK + "}").text())
        .isEqualTo("Accepted[value=Yes[ok=true]]");
    assertThat(begun).hasValue(2);
  }

  @Test
  void a_step_nested_too_deep_to_be_read_again_fails_at_once() {
    Wire wire =
        tool((in, call) -> {
          Object deep = "x";
          for (int i = 0; i < 62; i++) {
            deep = Map.of("a", deep);
          }
          Object value = deep;
          call.step("deep", Object.class, () -> value);
          call.elicit("q", "?", Yes.class);
          return "";
        });
    Answer answer = wire.call("t", "{}");
    assertThat(answer.isError()).isTrue();
    assertThat(answer.text()).contains("state of t", "nested");
  }

  @Test
  void a_question_is_the_same_in_whatever_order_its_schema_was_written() {
    // Maps of the JDK have another order in another process; the retry may land there.
    String[] schemas = {
      "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string','title':'B'}}}",
      "{'properties':{'b':{'title':'B','type':'string'},'a':{'type':'string'}},'type':'object'}"
    };
    AtomicInteger process = new AtomicInteger();
    Wire wire =
        tool((in, call) ->
            call.elicit("q", "?", Wire.json(schemas[process.getAndIncrement() % 2])).toString());
    JsonNode asked = asked(wire.call("t", "{}"));
    assertThat(wire.retry("t", "{}", asked, "{'q':{'action':'accept','content':{'a':'x'}}}").text())
        .contains("Accepted");
  }

  @Test
  void sixteen_rounds_are_enough() {
    Wire wire =
        tool((in, call) -> {
          for (int i = 0; ; i++) {
            call.elicit("q" + i, "?", Yes.class);
          }
        });
    Answer answer = wire.call("t", "{}");
    for (int i = 0; i < 16; i++) {
      answer = wire.retry("t", "{}", asked(answer), "{'q" + i + "':" + OK + "}");
    }
    assertThat(answer.errorCode()).isEqualTo(-32603);
    assertThat(answer.errorText()).contains("t asked", "16");
  }

  @Test
  void a_state_that_grew_too_large_names_its_largest_entry() {
    Wire wire =
        tool((in, call) -> {
          call.step("small", String.class, () -> "x");
          call.step("huge", String.class, () -> "x".repeat(20_000));
          call.elicit("q", "?", Yes.class);
          return "";
        });
    Answer answer = wire.call("t", "{}");
    assertThat(answer.isError()).isTrue();
    assertThat(answer.text()).contains("\"huge\"", "16 KiB", "task");
  }

  @Test
  void suspension_passes_through_handlers_that_catch_exceptions() {
    @Nullable Object[] caught = new Object[1];
    Wire wire =
        tool((in, call) -> {
          try {
            return call.elicit("q", "?", Yes.class).toString();
          } catch (Exception e) {
            caught[0] = e;
            return "swallowed";
          }
        });
    asked(wire.call("t", "{}"));
    assertThat(caught[0]).isNull();
  }

  @Test
  void a_handler_may_change_the_arguments_it_was_given() {
    Wire wire =
        tool((in, call) -> {
          in.put("added", 1).remove("a");
          call.elicit("q", "?", Yes.class);
          return in.toString();
        });
    JsonNode asked = asked(wire.call("t", "{'a':1}"));
    assertThat(wire.retry("t", "{'a':1}", asked, "{'q':" + OK + "}").text())
        .isEqualTo(q("{'added':1}"));
  }

  @Test
  void defaults_of_the_schema_are_not_part_of_what_the_state_is_bound_to() {
    Wire wire =
        Wire.of(
            Tool.named("t")
                .input(
                    Wire.json(
                        "{'type':'object','properties':{'n':{'type':'integer','default':3},"
                            + "'o':{'type':'object','default':{}}}}"))
                .handler((in, call) -> {
                  ((ObjectNode) in.get("o")).put("seen", true);
                  call.elicit("q", "?", Yes.class);
                  return in.get("n") + "" + in.get("o");
                }));
    JsonNode asked = asked(wire.call("t", "{}"));
    assertThat(wire.retry("t", "{}", asked, "{'q':" + OK + "}").text())
        .isEqualTo(q("3{'seen':true}"));
    assertThat(asked(wire.call("t", "{'o':{}}")).has("requestState")).isTrue();
  }

  @Test
  void prompts_and_resources_ask_too() {
    Wire wire =
        Wire.of(
            Prompt.named("p")
                .argument("x", "", true)
                .handler((in, call) ->
                    PromptMessage.user(in.get("x") + call.elicit("q", "?", Yes.class))),
            Resource.at("test:r").handler(call -> "" + call.elicit("q", "?", Yes.class)));
    JsonNode prompt = asked(wire.ask("prompts/get", q("{'name':'p','arguments':{'x':'1'}}")));
    assertThat(prompt.has("ttlMs")).isFalse();
    ObjectNode retry =
        Wire.json("{'name':'p','arguments':{'x':'1'},'inputResponses':{'q':" + OK + "}}");
    retry.set("requestState", prompt.get("requestState"));
    assertThat(
            wire.ask("prompts/get", retry.toString())
                .result()
                .at("/messages/0/content/text")
                .stringValue())
        .isEqualTo("1Accepted[value=Yes[ok=true]]");

    JsonNode read = asked(wire.ask("resources/read", q("{'uri':'test:r'}")));
    ObjectNode again = Wire.json("{'uri':'test:r','inputResponses':{'q':" + OK + "}}");
    again.set("requestState", read.get("requestState"));
    assertThat(
            wire.ask("resources/read", again.toString())
                .result()
                .at("/contents/0/text")
                .stringValue())
        .isEqualTo("Accepted[value=Yes[ok=true]]");
  }
}
