package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Question;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.server.Tool.Handler;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of a task when its handler ends, and how clients are told. */
class TaskOutcomesTest {
  record Name(String name) {}

  private final Served served = new Served();

  @AfterEach
  void close() {
    served.close();
  }

  private static Tool always(String name, Handler<Object> handler) {
    return Tool.named(name).task(TaskPolicy.always()).handler(handler);
  }

  @Test
  void a_tool_error_is_a_completed_task() {
    TaskClient client = served.worker(always("fails", (in, call) -> call.error("no luck")));

    JsonNode task = client.await(client.start("fails"), "completed");

    assertThat(task.at("/result/isError").booleanValue()).isTrue();
    assertThat(task.has("error")).isFalse();
  }

  @Test
  void a_protocol_error_is_a_failed_task() {
    TaskClient client =
        served.worker(
            always(
                "refuses",
                (in, call) -> {
                  throw new McpException(
                      ErrorCode.INVALID_PARAMS,
                      "not like this",
                      Json.mapper().createObjectNode().put("why", "because"));
                }));

    JsonNode task = client.await(client.start("refuses"), "failed");

    assertThat(task.at("/error/code").intValue()).isEqualTo(-32602);
    assertThat(task.at("/error/message").stringValue()).isEqualTo("not like this");
    assertThat(task.at("/error/data/why").stringValue()).isEqualTo("because");
    assertThat(task.has("result")).isFalse();
  }

  @Test
  void a_result_past_the_limit_fails_the_task_and_says_so() {
    TaskClient client = served.worker(always("huge", (in, call) -> "x".repeat(5 << 20)));

    JsonNode task = client.await(client.start("huge"), "failed");

    assertThat(task.at("/error/message").stringValue())
        .contains("5 MiB")
        .contains("4 MiB")
        .contains("resource link");
  }

  @Test
  void a_step_that_returns_too_much_is_named() {
    TaskClient client =
        served.worker(
            always(
                "huge",
                (in, call) -> call.step("collect", String.class, () -> "x".repeat(2 << 20))));

    JsonNode task = client.await(client.start("huge"), "completed");

    assertThat(task.at("/result/isError").booleanValue()).isTrue();
    assertThat(task.at("/result/content/0/text").stringValue()).contains("\"collect\"");
  }

  @Test
  void arguments_past_the_limit_are_refused_and_nothing_is_stored() {
    TaskClient client =
        served.worker(
            Tool.named("greet")
                .input(Name.class)
                .task(TaskPolicy.always())
                .handler((in, call) -> in.name()));

    var refused =
        client.call(
            "greet",
            "{\"name\":\""
                + "x".repeat(1_040_000)
                + "\",\"other\":\""
                + "y".repeat(20_000)
                + "\"}");

    assertThat(refused.errorCode()).isEqualTo(-32602);
    assertThat(served.store.tally()).isEmpty();
  }

  @Test
  void arguments_that_do_not_fit_are_a_tool_error() {
    TaskClient client =
        served.worker(
            Tool.named("greet")
                .input(Name.class)
                .task(TaskPolicy.always())
                .handler((in, call) -> in.name()));

    String id = client.call("greet", "{\"name\":7}").result().get("taskId").stringValue();

    assertThat(client.await(id, "completed").at("/result/isError").booleanValue()).isTrue();
  }

  @Test
  void progress_becomes_the_status_message() {
    TaskClient client =
        served.worker(
            always(
                "works",
                (in, call) -> {
                  call.progress(2, 3, "rolling out");
                  call.elicit("name", "Who?", Name.class);
                  return "done";
                }));

    JsonNode task = client.await(client.start("works"), "input_required");

    assertThat(task.get("statusMessage").stringValue()).isEqualTo("rolling out (2 of 3)");
  }

  @Test
  void several_questions_are_answered_wholly_or_in_part() {
    TaskClient client =
        served.worker(
            always(
                "asks",
                (in, call) -> {
                  var first = Question.elicit("first", "First?", Name.class);
                  var last = Question.elicit("last", "Last?", Name.class);
                  var answers = call.ask(first, last);
                  return answers.to(first).accepted().orElseThrow().name()
                      + " "
                      + answers.to(last).accepted().orElseThrow().name();
                }));
    String id = client.start("asks");
    JsonNode both = client.await(id, "input_required");
    assertThat(both.get("inputRequests").propertyNames()).containsExactly("first", "last");

    client.accept(id, "last", "{\"name\":\"Lovelace\"}");
    assertThat(client.get(id).get("inputRequests").propertyNames()).containsExactly("first");
    client.accept(id, "last", "{\"name\":\"too late\"}");
    client.accept(id, "first", "{\"name\":\"Ada\"}");

    assertThat(client.text(id)).isEqualTo("Ada Lovelace");
  }

  @Test
  void an_answer_that_does_not_fit_is_refused_by_path_and_its_question_stays_open() {
    TaskClient client =
        served.worker(
            always("asks", (in, call) -> call.elicit("name", "?", Name.class).toString()));
    String id = client.start("asks");
    client.await(id, "input_required");

    for (String wrong :
        new String[] {
          "\"name\":{\"action\":\"accept\",\"content\":{\"name\":7}}",
          "\"name\":{\"action\":\"accept\",\"content\":{}}",
          "\"name\":{\"action\":\"perhaps\"}",
          "\"name\":{}",
          "\"name\":[1]"
        }) {
      var refused = client.update(id, wrong);
      assertThat(refused.errorCode()).as(wrong).isEqualTo(-32602);
      assertThat(refused.errorText()).as(wrong).contains("inputResponses/name");
    }
    assertThat(client.update(id, "\"unknown\":{\"action\":\"accept\"}").result().isObject())
        .isTrue();
    assertThat(client.get(id).get("status").stringValue()).isEqualTo("input_required");
  }

  @Test
  void a_question_before_the_task_is_a_round_trip_and_is_carried_into_it() {
    TaskClient client =
        served.worker(
            Tool.named("deploy")
                .task(TaskPolicy.whenSlowerThan(Duration.ofMillis(300)))
                .handler((in, call) -> {
                  String name =
                      call.elicit("name", "Who?", Name.class).accepted().orElseThrow().name();
                  call.sleep(Duration.ofSeconds(1));
                  return "Hello, " + name;
                }));
    JsonNode asked = client.call("deploy", "{}").result();
    assertThat(asked.get("resultType").stringValue()).isEqualTo("input_required");

    JsonNode created =
        client
            .ask(
                "tools/call",
                """
                {"name":"deploy","arguments":{},"requestState":%s,
                 "inputResponses":{"name":{"action":"accept","content":{"name":"Ada"}}}}\
                """
                    .formatted(asked.get("requestState")))
            .result();

    assertThat(created.get("resultType").stringValue()).isEqualTo("task");
    assertThat(client.text(created.get("taskId").stringValue())).isEqualTo("Hello, Ada");
  }

  @Test
  void an_expired_task_says_so_for_a_while_and_is_then_unknown() {
    TaskClient client =
        served.worker(
            Tool.named("short")
                .task(
                    TaskPolicy.always().ttl(Duration.ofMinutes(1)).retention(Duration.ofMinutes(1)))
                .handler((in, call) -> "done"));
    String id = client.start("short");
    client.await(id, "completed");

    served.pass(Duration.ofMinutes(2));
    for (String method : new String[] {"tasks/get", "tasks/update", "tasks/cancel"}) {
      var expired = client.ask(method, TaskClient.of(id));
      assertThat(expired.errorCode()).isEqualTo(-32602);
      assertThat(expired.errorText()).contains("expired");
    }
    served.pass(Duration.ofHours(2));
    assertThat(served.store.sweep(10, Duration.ofHours(1))).isEqualTo(1);
    assertThat(client.ask("tasks/get", TaskClient.of(id)).errorText()).contains("not found");
  }

  @Test
  void old_tasks_are_polled_less_often() {
    TaskClient client =
        served.worker(
            always("asks", (in, call) -> call.elicit("name", "?", Name.class).toString()));
    String id = client.start("asks");
    client.await(id, "input_required");

    long young = client.get(id).get("pollIntervalMs").longValue();
    served.pass(Duration.ofHours(1));

    assertThat(client.get(id).get("pollIntervalMs").longValue()).isGreaterThan(young);
  }

  @Test
  void a_task_whose_tool_this_worker_lacks_is_left_to_others() {
    TaskClient front =
        served.worker(
            engine -> engine.concurrency(0), always("elsewhere", (in, call) -> "never here"));
    TaskClient lacks = served.worker(always("other", (in, call) -> "other"));
    String id = front.start("elsewhere");
    Awaitility.await()
        .until(() -> front.get(id).path("statusMessage").asString("").contains("has the tool"));

    TaskClient has = served.worker(always("elsewhere", (in, call) -> "found"));

    assertThat(has.text(id)).isEqualTo("found");
    assertThat(lacks.text(lacks.start("other"))).isEqualTo("other");
  }
}
