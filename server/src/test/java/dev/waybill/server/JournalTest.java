package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Elicited.Accepted;
import dev.waybill.server.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a replayed handler finds again, and what it asks anew. */
class JournalTest {
  record Yes(boolean ok) {}

  record Name(String name) {}

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

  private static List<String> keys(JsonNode asked) {
    return List.copyOf(asked.get("inputRequests").propertyNames());
  }

  @Test
  void steps_before_and_between_questions_run_once() {
    List<String> runs = new ArrayList<>();
    Wire wire =
        tool((in, call) -> {
          call.step("a", String.class, () -> note(runs, "a"));
          call.elicit("q1", "1?", Yes.class);
          call.step("b", String.class, () -> note(runs, "b"));
          call.elicit("q2", "2?", Yes.class);
          return call.step("c", String.class, () -> note(runs, "c"));
        });
    JsonNode first = asked(wire.call("t", "{}"));
    JsonNode second = asked(wire.retry("t", "{}", first, "{'q1':" + OK + "}"));
    assertThat(wire.retry("t", "{}", second, "{'q2':" + OK + "}").text()).isEqualTo("c");
    assertThat(runs).containsExactly("a", "b", "c");
  }

  private static String note(List<String> runs, String name) {
    runs.add(name);
    return name;
  }

  @Test
  void a_step_returns_on_its_first_run_what_a_replay_would() {
    record Money(java.math.BigDecimal amount) {}
    List<String> seen = new ArrayList<>();
    Wire wire =
        tool((in, call) -> {
          Map<?, ?> map = call.step("map", Map.class, () -> Map.of("n", 1.50));
          Money money =
              call.step("m", Money.class, () -> new Money(new java.math.BigDecimal("1.10")));
          seen.add(map + " " + money);
          call.elicit("q", "?", Yes.class);
          return "done";
        });
    JsonNode first = asked(wire.call("t", "{}"));
    wire.retry("t", "{}", first, "{'q':" + OK + "}").result();
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0)).isEqualTo(seen.get(1));
  }

  @Test
  void a_step_of_nothing_is_remembered_too() {
    AtomicInteger runs = new AtomicInteger();
    Wire wire =
        tool((in, call) -> {
          Object nothing =
              call.step(
                  "s",
                  Object.class,
                  () -> {
                    runs.incrementAndGet();
                    return null;
                  });
          call.elicit("q", "?", Yes.class);
          return Objects.toString(nothing);
        });
    JsonNode first = asked(wire.call("t", "{}"));
    assertThat(wire.retry("t", "{}", first, "{'q':" + OK + "}").text()).isEqualTo("null");
    assertThat(runs).hasValue(1);
  }

  @Test
  void a_step_that_failed_runs_again() {
    AtomicInteger runs = new AtomicInteger();
    Wire wire =
        tool((in, call) -> {
          String value;
          try {
            value =
                call.step(
                    "s",
                    String.class,
                    () -> {
                      if (runs.incrementAndGet() == 1) {
                        throw new java.io.IOException("not yet");
                      }
                      return "now";
                    });
          } catch (java.io.IOException e) {
            value = "failed";
          }
          call.elicit("q", value, Yes.class);
          return value;
        });
    JsonNode first = asked(wire.call("t", "{}"));
    assertThat(first.at("/inputRequests/q/params/message").stringValue()).isEqualTo("failed");
    // The question is another now, so the answer to the first one does not count.
    JsonNode second = asked(wire.retry("t", "{}", first, "{'q':" + OK + "}"));
    assertThat(wire.retry("t", "{}", second, "{'q':" + OK + "}").text()).isEqualTo("now");
    assertThat(runs).hasValue(2);
  }

  @Test
  void the_idempotency_key_is_the_same_in_every_replay_and_in_no_other_call() {
    List<String> keys = new ArrayList<>();
    Wire wire =
        tool((in, call) -> {
          try {
            call.step(
                "pay",
                String.class,
                step -> {
                  keys.add(step.idempotencyKey());
                  throw new java.io.IOException("lost the answer");
                });
          } catch (java.io.IOException e) {
            call.elicit("again", "Again?", Yes.class);
          }
          return "over";
        });
    JsonNode first = asked(wire.call("t", "{}"));
    wire.retry("t", "{}", first, "{'again':" + OK + "}").result();
    asked(wire.call("t", "{}"));
    assertThat(keys).hasSize(3);
    assertThat(keys.get(0)).isEqualTo(keys.get(1)).isNotEqualTo(keys.get(2));
  }

  @Test
  void a_key_used_twice_is_a_mistake_of_the_handler() {
    Wire steps =
        tool((in, call) -> {
          call.step("k", String.class, () -> "1");
          return call.step("k", String.class, () -> "2");
        });
    assertThat(steps.call("t", "{}").isError()).isTrue();
    Wire both =
        tool((in, call) -> {
          call.step("k", String.class, () -> "1");
          return call.elicit("k", "?", Yes.class);
        });
    assertThat(both.call("t", "{}").isError()).isTrue();
    Wire together =
        tool((in, call) -> call.ask(Question.roots("r"), Question.elicit("r", "?", Yes.class)));
    assertThat(together.call("t", "{}").isError()).isTrue();
  }

  @Test
  void an_answer_under_the_key_of_what_is_now_a_step_fails_the_call() {
    AtomicInteger version = new AtomicInteger(1);
    Wire wire =
        tool((in, call) -> {
          if (version.get() == 1) {
            call.elicit("k", "?", Yes.class);
            call.elicit("next", "?", Yes.class);
          }
          return call.step("k", String.class, () -> "ran");
        });
    JsonNode first = asked(wire.call("t", "{}"));
    JsonNode second = asked(wire.retry("t", "{}", first, "{'k':" + OK + "}"));
    version.set(2);
    Answer answer = wire.retry("t", "{}", second, "{'next':" + OK + "}");
    assertThat(answer.isError()).isTrue();
    assertThat(answer.text()).doesNotContain("ran");
  }

  @Test
  void a_question_under_the_key_of_what_was_a_step_is_asked() {
    AtomicInteger version = new AtomicInteger(1);
    Wire wire =
        tool((in, call) -> {
          if (version.get() == 1) {
            call.step("k", Yes.class, () -> new Yes(true));
            call.elicit("next", "?", Yes.class);
          }
          return call.elicit("k", "sure?", Yes.class) instanceof Accepted<Yes> ? "yes" : "no";
        });
    JsonNode first = asked(wire.call("t", "{}"));
    version.set(2);
    JsonNode second = asked(wire.retry("t", "{}", first, "{'k':" + OK + ",'next':" + OK + "}"));
    assertThat(keys(second)).containsExactly("k");
    assertThat(wire.retry("t", "{}", second, "{'k':" + OK + "}").text()).isEqualTo("yes");
  }

  @Test
  void what_is_missing_or_invalid_is_asked_again_and_what_is_answered_is_not() {
    Wire wire =
        tool((in, call) -> {
          Question<Elicited<Yes>> a = Question.elicit("a", "A?", Yes.class);
          Question<Elicited<Name>> b = Question.elicit("b", "B?", Name.class);
          Question<List<dev.waybill.protocol.Root>> c = Question.roots("c");
          Answers answers = call.ask(a, b, c);
          return answers.to(b).accepted().orElseThrow().name() + answers.to(c).size();
        });
    JsonNode all = asked(wire.call("t", "{}"));
    assertThat(keys(all)).containsExactly("a", "b", "c");

    JsonNode rest =
        asked(
            wire.retry(
                "t",
                "{}",
                all,
                "{'a':" + OK + ",'b':{'action':'accept','content':{'name':7}},'other':1}"));
    assertThat(keys(rest)).containsExactly("b", "c");

    JsonNode last =
        asked(
            wire.retry(
                "t",
                "{}",
                rest,
                "{'b':{'action':'accept','content':{'name':'n'}},'c':{'roots':[{'name':'no"
                    + " uri'}]}}"));
    assertThat(keys(last)).containsExactly("c");
    assertThat(wire.retry("t", "{}", last, "{'c':{'roots':[{'uri':'file:///a'}]}}").text())
        .isEqualTo("n1");
  }

  @Test
  void what_is_no_answer_at_all_is_asked_again() {
    Wire wire = tool((in, call) -> call.elicit("q", "?", Yes.class).toString());
    JsonNode asked = asked(wire.call("t", "{}"));
    for (String odd :
        List.of(
            "null",
            "[]",
            "'accept'",
            "{}",
            "{'action':'ok'}",
            "{'action':null}",
            "{'action':'accept'}",
            "{'action':'accept','content':null}",
            "{'action':'accept','content':[]}",
            "{'action':'accept','content':{}}",
            "{'action':'accept','content':{'ok':'true'}}")) {
      assertThat(keys(asked(wire.retry("t", "{}", asked, "{'q':" + odd + "}"))))
          .as(odd)
          .containsExactly("q");
    }
    assertThat(wire.retry("t", "{}", asked, "{'q':{'action':'decline','content':null}}").text())
        .isEqualTo("Declined[]");
    assertThat(wire.retry("t", "{}", asked, "{'q':{'action':'cancel'}}").text())
        .isEqualTo("Cancelled[]");
  }

  @Test
  void an_answer_may_come_before_its_question() {
    Wire wire = tool((in, call) -> call.elicit("q", "?", Yes.class).toString());
    assertThat(wire.ask("tools/call", q("{'name':'t','inputResponses':{'q':" + OK + "}}")).text())
        .isEqualTo("Accepted[value=Yes[ok=true]]");
  }
}
