package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import dev.waybill.server.Backplane;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import dev.waybill.server.RetryPolicy;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.server.Wire;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TaskEngineTest {
  private static final String CAPABLE =
      """
      {"elicitation":{},"extensions":{"io.modelcontextprotocol/tasks":{}}}\
      """;

  record Ok(boolean ok) {}

  record Name(String name) {}

  private final InMemoryTaskStore store = new InMemoryTaskStore(InstantSource.system());
  private final Backplane backplane = Backplane.local();
  private TaskEngine engine;

  private Wire serve(Tool... tools) {
    engine =
        TaskEngine.builder(store)
            .backplane(backplane)
            .poll(Duration.ofMillis(20))
            .lease(Duration.ofSeconds(1))
            .drain(Duration.ZERO)
            .build();
    McpServer.Builder builder = McpServer.builder("test", "1").extension(engine);
    List.of(tools).forEach(builder::add);
    return new Wire(builder.build());
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private static JsonNode get(Wire wire, String id) {
    return wire.ask("tasks/get", "{\"taskId\":\"" + id + "\"}", CAPABLE).result();
  }

  private static JsonNode await(Wire wire, String id, String status) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(10))
        .until(() -> get(wire, id), task -> task.get("status").stringValue().equals(status));
  }

  private static String call(String tool) {
    return "{\"name\":\"" + tool + "\",\"arguments\":{}}";
  }

  @Test
  void a_call_becomes_a_task_and_its_result_is_polled() {
    Wire wire = serve(Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done"));

    JsonNode created = wire.ask("tools/call", call("work"), CAPABLE).result();

    assertThat(created.get("resultType").stringValue()).isEqualTo("task");
    JsonNode task = await(wire, created.get("taskId").stringValue(), "completed");
    assertThat(task.at("/result/content/0/text").stringValue()).isEqualTo("done");
    assertThat(task.get("resultType").stringValue()).isEqualTo("complete");
  }

  @Test
  void a_client_without_the_extension_gets_the_plain_result() {
    Wire wire = serve(Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done"));

    assertThat(wire.ask("tools/call", call("work"), "{}").text()).isEqualTo("done");
  }

  @Test
  void a_call_that_is_slower_than_allowed_goes_on_where_it_is() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Wire wire =
        serve(
            Tool.named("slow")
                .task(TaskPolicy.whenSlowerThan(Duration.ofMillis(50)))
                .handler((in, call) -> {
                  runs.incrementAndGet();
                  gate.await();
                  return call.step("after", String.class, () -> "done");
                }));

    JsonNode created = wire.ask("tools/call", call("slow"), CAPABLE).result();
    assertThat(created.get("resultType").stringValue()).isEqualTo("task");
    gate.countDown();

    JsonNode task = await(wire, created.get("taskId").stringValue(), "completed");
    assertThat(task.at("/result/content/0/text").stringValue()).isEqualTo("done");
    assertThat(runs).hasValue(1);
  }

  @Test
  void questions_park_the_task_and_answers_wake_it() {
    AtomicInteger steps = new AtomicInteger();
    Wire wire =
        serve(
            Tool.named("ask")
                .task(TaskPolicy.always())
                .handler((in, call) -> {
                  call.step("first", Integer.class, steps::incrementAndGet);
                  return "Hello, "
                      + call.elicit("name", "Who?", Name.class)
                          .accepted()
                          .map(Name::name)
                          .orElse("nobody");
                }));
    String id = wire.ask("tools/call", call("ask"), CAPABLE).result().get("taskId").stringValue();
    JsonNode parked = await(wire, id, "input_required");
    assertThat(parked.at("/inputRequests/name/method").stringValue())
        .isEqualTo("elicitation/create");

    var refused =
        wire.ask(
            "tasks/update",
            "{\"taskId\":\"%s\",\"inputResponses\":{\"name\":{\"action\":\"accept\",\"content\":{\"name\":7}}}}"
                .formatted(id),
            CAPABLE);
    assertThat(refused.errorCode()).isEqualTo(-32602);
    wire.ask(
            "tasks/update",
            "{\"taskId\":\"%s\",\"inputResponses\":{\"other\":1,\"name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}}"
                .formatted(id),
            CAPABLE)
        .result();

    assertThat(await(wire, id, "completed").at("/result/content/0/text").stringValue())
        .isEqualTo("Hello, Ada");
    assertThat(steps).hasValue(1);
  }

  @Test
  void cancelling_interrupts_the_handler() {
    CountDownLatch begun = new CountDownLatch(1);
    Wire wire =
        serve(
            Tool.named("forever")
                .task(TaskPolicy.always())
                .handler((in, call) -> {
                  begun.countDown();
                  new CountDownLatch(1).await();
                  return "never";
                }));
    String id =
        wire.ask("tools/call", call("forever"), CAPABLE).result().get("taskId").stringValue();
    Awaitility.await().until(() -> begun.getCount() == 0);

    wire.ask("tasks/cancel", "{\"taskId\":\"" + id + "\"}", CAPABLE).result();

    await(wire, id, "cancelled");
  }

  @Test
  void a_task_goes_on_at_another_worker_from_its_last_step() {
    AtomicInteger steps = new AtomicInteger();
    Tool tool =
        Tool.named("two")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              call.step("one", Integer.class, steps::incrementAndGet);
              call.elicit("ok", "Go on?", Ok.class);
              return "steps " + steps.get();
            });
    Wire first = serve(tool);
    String id = first.ask("tools/call", call("two"), CAPABLE).result().get("taskId").stringValue();
    await(first, id, "input_required");
    engine.close();

    Wire second = serve(tool);
    second
        .ask(
            "tasks/update",
            "{\"taskId\":\"%s\",\"inputResponses\":{\"ok\":{\"action\":\"accept\",\"content\":{\"ok\":true}}}}"
                .formatted(id),
            CAPABLE)
        .result();

    assertThat(await(second, id, "completed").at("/result/content/0/text").stringValue())
        .isEqualTo("steps 1");
  }

  @Test
  void status_changes_are_told_to_subscribers() {
    Wire wire =
        serve(
            Tool.named("ask")
                .task(TaskPolicy.always())
                .handler((in, call) -> call.elicit("ok", "OK?", Ok.class).toString()));
    String id = wire.ask("tools/call", call("ask"), CAPABLE).result().get("taskId").stringValue();
    await(wire, id, "input_required");

    var stream =
        wire.send(
            Wire.request(
                "sub",
                "subscriptions/listen",
                "{\"notifications\":{\"taskIds\":[\"" + id + "\",\"unknown\"]}}",
                CAPABLE));
    Awaitility.await().until(() -> !stream.notifications().isEmpty());
    wire.ask("tasks/cancel", "{\"taskId\":\"" + id + "\"}", CAPABLE).result();
    Awaitility.await().until(() -> stream.notifications().size() == 2);

    assertThat(stream.notifications().get(0).at("/params/notifications/taskIds").toString())
        .isEqualTo("[\"" + id + "\"]");
    assertThat(stream.notifications().get(1).at("/params/status").stringValue())
        .isEqualTo("cancelled");
  }

  @Test
  void a_failing_handler_is_tried_again_as_often_as_its_policy_allows() {
    AtomicInteger attempts = new AtomicInteger();
    Wire wire =
        serve(
            Tool.named("flaky")
                .task(
                    TaskPolicy.always()
                        .retry(
                            new RetryPolicy(
                                3, Duration.ofMillis(5), Duration.ofMillis(5), failure -> true)))
                .handler((in, call) -> {
                  if (attempts.incrementAndGet() < 3) {
                    throw new IllegalStateException("not yet");
                  }
                  return "at last";
                }));
    String id = wire.ask("tools/call", call("flaky"), CAPABLE).result().get("taskId").stringValue();

    assertThat(await(wire, id, "completed").at("/result/content/0/text").stringValue())
        .isEqualTo("at last");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void a_task_whose_worker_left_is_run_by_another_and_one_that_may_run_once_fails() {
    AtomicInteger steps = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    Tool.Handler<Object> handler =
        (in, call) -> {
          call.step("one", Integer.class, steps::incrementAndGet);
          begun.countDown();
          gate.await();
          return "done";
        };
    Tool again = Tool.named("again").task(TaskPolicy.always()).handler(handler);
    Tool once = Tool.named("once").task(TaskPolicy.always().atMostOnce()).handler(handler);
    Wire first = serve(again, once);
    String replayed =
        first.ask("tools/call", call("again"), CAPABLE).result().get("taskId").stringValue();
    String lost =
        first.ask("tools/call", call("once"), CAPABLE).result().get("taskId").stringValue();
    Awaitility.await().until(() -> begun.getCount() == 0);
    engine.close();
    gate.countDown();

    Wire second = serve(again, once);

    assertThat(await(second, replayed, "completed").at("/result/content/0/text").stringValue())
        .isEqualTo("done");
    assertThat(await(second, lost, "failed").at("/error/message").stringValue())
        .contains("at most once");
    assertThat(steps).hasValue(2);
  }

  @Test
  void someone_elses_task_is_as_unknown_as_one_that_never_was() {
    Wire wire = serve(Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done"));
    String id = wire.ask("tools/call", call("work"), CAPABLE).result().get("taskId").stringValue();

    for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
      String foreign =
          wire.send(
                  Json.bytes(Wire.request(1, method, "{\"taskId\":\"" + id + "\"}", CAPABLE)),
                  null,
                  Principal.of("mallory"))
              .error()
              .toString();
      String unknown =
          wire.ask(method, "{\"taskId\":\"AAAAAAAAAAAAAAAAAAAAAA\"}", CAPABLE).error().toString();
      assertThat(foreign).isEqualTo(unknown).contains("-32602");
    }
  }
}
