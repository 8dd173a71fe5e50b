package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static dev.waybill.legacy.Peer.q;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Backplane;
import dev.waybill.server.Elicited;
import dev.waybill.server.McpServer;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.server.ToolException;
import dev.waybill.tasks.InMemoryTaskStore;
import dev.waybill.tasks.TaskEngine;
import dev.waybill.tasks.TaskStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The experimental tasks of 2025-11-25. */
@Timeout(60)
class OldTasksTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String RELATED = "/_meta/io.modelcontextprotocol~1related-task/taskId";

  private final Backplane backplane = Backplane.local();
  private final TaskStore store = new InMemoryTaskStore(InstantSource.system());
  private final Workers workers = new Workers(backplane);
  private final List<TaskEngine> engines = new ArrayList<>();
  private final HttpEndpoint one = workers.start(this::withTasks, true);
  private final HttpEndpoint two = workers.start(this::withTasks, true);

  private void withTasks(McpServer.Builder builder) {
    TaskEngine engine =
        TaskEngine.builder(store).backplane(backplane).drain(Duration.ofSeconds(1)).build();
    engines.add(engine);
    builder
        .extension(engine)
        .add(
            Tool.named("maybe")
                .input(Features.Text.class)
                .task(TaskPolicy.whenSlowerThan(LONG))
                .handler(
                    (in, call) -> in.text() + call.taskId().map(id -> " as a task").orElse("")))
        .add(Tool.named("must").task(TaskPolicy.always().require()).handler((in, call) -> "done"))
        .add(
            Tool.named("asks")
                .task(TaskPolicy.always())
                .handler((in, call) ->
                    call.elicit("name", "Your name?", Features.Form.class)
                            instanceof Elicited.Accepted<Features.Form>(Features.Form form)
                        ? "Hello " + form.name()
                        : "Hello nobody"))
        .add(
            Tool.named("fails")
                .task(TaskPolicy.always())
                .handler((in, call) -> {
                  throw new ToolException("It broke");
                }))
        .add(
            Tool.named("holds")
                .task(TaskPolicy.always())
                .handler((in, call) -> {
                  workers.features.waiting.countDown();
                  workers.features.go.await();
                  return "held";
                }));
  }

  @AfterEach
  void close() {
    workers.close();
    engines.forEach(TaskEngine::close);
    store.close();
  }

  private Peer opened(String name, String version) throws Exception {
    return Peer.of(one)
        .with("Authorization", "Bearer " + name)
        .opened(version, "{'elicitation':{}}");
  }

  private Peer opened() throws Exception {
    return opened("alice", "2025-11-25");
  }

  private static String asTask(Object id, String tool, String arguments, String task) {
    return Peer.request(
        id,
        "tools/call",
        "{'name':'" + tool + "','arguments':" + arguments + ",'task':" + task + "}");
  }

  private static String created(Peer session, String tool) throws Exception {
    String arguments = tool.equals("maybe") ? "{'text':'x'}" : "{}";
    JsonNode task = session.ask(asTask(1, tool, arguments, "{}")).at("/result/task");
    assertThat(task.path("status").asString(""))
        .as(task.toString())
        .isIn("working", "completed", "failed");
    return task.get("taskId").stringValue();
  }

  private static JsonNode task(Peer session, String method, String taskId) throws Exception {
    return session.ask(Peer.request("t", method, "{'taskId':'" + taskId + "'}"));
  }

  private static String status(Peer session, String taskId) throws Exception {
    return task(session, "tasks/get", taskId).at("/result/status").asString("");
  }

  @Test
  void what_is_offered_is_said_to_those_whose_revision_has_tasks() throws Exception {
    Peer peer = Peer.of(one).with("Authorization", "Bearer alice");
    JsonNode tasks = peer.ask(Peer.initialize("2025-11-25", "{}")).at("/result/capabilities/tasks");
    assertThat(tasks).hasToString(q("{'list':{},'cancel':{},'requests':{'tools':{'call':{}}}}"));
    assertThat(
            peer.ask(Peer.initialize("2025-06-18", "{}")).at("/result/capabilities").has("tasks"))
        .isFalse();
    assertThat(support(opened(), "maybe")).isEqualTo("optional");
    assertThat(support(opened(), "must")).isEqualTo("required");
    assertThat(support(opened(), "echo")).isEqualTo("unsaid");
    assertThat(support(opened("alice", "2025-06-18"), "must")).isEqualTo("unsaid");
    Shapes shapes = new Shapes("2025-11-25");
    assertThat(
            shapes.strays(
                "ListToolsResult", opened().ask(Peer.request(1, "tools/list", "{}")).get("result")))
        .isEmpty();
  }

  private static String support(Peer session, String tool) throws Exception {
    for (JsonNode each : session.ask(Peer.request(1, "tools/list", "{}")).at("/result/tools")) {
      if (each.get("name").stringValue().equals(tool)) {
        return each.at("/execution/taskSupport").asString("unsaid");
      }
    }
    throw new AssertionError(tool);
  }

  @Test
  void a_call_becomes_a_task_and_its_result_is_fetched_at_another_worker() throws Exception {
    Peer session = opened();
    JsonNode result =
        session.ask(asTask(1, "maybe", "{'text':'now'}", "{'ttl':60000}")).get("result");
    assertThat(result.propertyNames()).containsExactly("task");
    JsonNode task = result.get("task");
    assertThat(task.propertyNames())
        .isSubsetOf(
            "taskId",
            "status",
            "statusMessage",
            "createdAt",
            "lastUpdatedAt",
            "ttl",
            "pollInterval");
    assertThat(task.get("ttl").longValue()).isEqualTo(60_000);
    assertThat(Instant.parse(task.get("createdAt").stringValue())).isNotNull();
    String id = task.get("taskId").stringValue();
    JsonNode done = task(session.at(two), "tasks/result", id);
    assertThat(text(done)).isEqualTo("now as a task");
    assertThat(done.get("result").at(RELATED).stringValue()).isEqualTo(id);
    assertThat(done.get("result").has("resultType")).isFalse();
    assertThat(status(session, id)).isEqualTo("completed");
  }

  @Test
  void a_call_that_does_not_ask_for_a_task_is_none() throws Exception {
    assertThat(text(opened().ask(Peer.call(1, "maybe", "{'text':'plain'}")))).isEqualTo("plain");
    JsonNode older = opened("alice", "2025-06-18").ask(asTask(1, "maybe", "{'text':'p'}", "{}"));
    assertThat(text(older)).isEqualTo("p");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "must|none|-32601|as a task only",
        "echo|{}|-32601|without",
        "nobody|{}|-32601|no tool of this name",
        "maybe|7|-32602|must be an object",
        "maybe|{'ttl':'x'}|-32602|milliseconds",
        "maybe|{'ttl':-1}|-32602|milliseconds"
      })
  void calls_that_do_not_fit_their_tools_are_refused(String tool, String task, int code, String why)
      throws Exception {
    String call =
        task.equals("none") ? Peer.call(1, tool, "{}") : asTask(1, tool, "{'text':'x'}", task);
    JsonNode error = opened().ask(call).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(code);
    assertThat(error.get("message").stringValue()).contains(why);
  }

  @Test
  void a_time_to_live_is_bounded_by_the_policy_of_the_tool() throws Exception {
    JsonNode task =
        opened().ask(asTask(1, "maybe", "{'text':'x'}", "{'ttl':1e12}")).at("/result/task");
    assertThat(task.get("ttl").longValue()).isEqualTo(Duration.ofHours(24).toMillis());
  }

  @Test
  void the_result_is_waited_for_until_the_task_ends() throws Exception {
    Peer session = opened();
    String id = created(session, "holds");
    try (Answer waiting =
        session.at(two).post(Peer.request(9, "tasks/result", "{'taskId':'" + id + "'}"))) {
      workers.features.waiting.await();
      assertThat(status(session, id)).isEqualTo("working");
      workers.features.go.countDown();
      assertThat(text(waiting.json())).isEqualTo("held");
    }
  }

  @Test
  void a_task_asks_on_the_stream_of_its_result() throws Exception {
    Peer session = opened();
    String id = created(session, "asks");
    await().atMost(LONG).until(() -> status(session, id).equals("input_required"));
    try (Answer waiting =
        session.at(two).post(Peer.request(9, "tasks/result", "{'taskId':'" + id + "'}"))) {
      JsonNode question = waiting.message().json();
      assertThat(question.get("method").stringValue()).isEqualTo("elicitation/create");
      assertThat(question.get("params").at(RELATED).stringValue()).isEqualTo(id);
      String ada = Peer.answer(question, "{'action':'accept','content':{'name':'Ada'}}");
      assertThat(session.tell(ada)).isEqualTo(202);
      assertThat(text(waiting.json())).isEqualTo("Hello Ada");
    }
    assertThat(status(session, id)).isEqualTo("completed");
  }

  @Test
  void a_client_may_leave_once_it_was_asked_and_poll() throws Exception {
    Peer session = opened();
    String id = created(session, "asks");
    JsonNode question;
    try (Answer waiting =
        session.post(Peer.request(9, "tasks/result", "{'taskId':'" + id + "'}"))) {
      question = waiting.message().json();
    }
    assertThat(session.at(two).tell(Peer.answer(question, "{'action':'decline'}"))).isEqualTo(202);
    await().atMost(LONG).until(() -> status(session, id).equals("completed"));
    assertThat(text(task(session, "tasks/result", id))).isEqualTo("Hello nobody");
  }

  @Test
  void an_answer_that_does_not_fit_leaves_the_task_waiting() throws Exception {
    Peer session = opened();
    String id = created(session, "asks");
    try (Answer waiting =
        session.post(Peer.request(9, "tasks/result", "{'taskId':'" + id + "'}"))) {
      session.tell(
          Peer.answer(waiting.message().json(), "{'action':'accept','content':{'name':7}}"));
      JsonNode error = waiting.json().get("error");
      assertThat(error.get("code").intValue()).isEqualTo(-32600);
      assertThat(error.get("message").stringValue()).contains("asked again");
    }
    assertThat(status(session, id)).isEqualTo("input_required");
  }

  @Test
  void what_another_answers_is_not_asked_any_more() throws Exception {
    Peer session = opened();
    String id = created(session, "asks");
    try (Answer first = session.post(Peer.request(8, "tasks/result", "{'taskId':'" + id + "'}"));
        Answer second =
            session.at(two).post(Peer.request(9, "tasks/result", "{'taskId':'" + id + "'}"))) {
      JsonNode asked = first.message().json();
      JsonNode again = second.message().json();
      session.tell(Peer.answer(asked, "{'action':'accept','content':{'name':'Ada'}}"));
      JsonNode withdrawn = second.message().json();
      assertThat(withdrawn.get("method").stringValue()).isEqualTo("notifications/cancelled");
      assertThat(withdrawn.at("/params/requestId")).isEqualTo(again.get("id"));
      assertThat(text(first.json())).isEqualTo("Hello Ada");
      assertThat(text(second.json())).isEqualTo("Hello Ada");
    }
  }

  @Test
  void a_tool_that_fails_is_a_task_that_failed() throws Exception {
    Peer session = opened();
    String id = created(session, "fails");
    JsonNode result = task(session, "tasks/result", id).get("result");
    assertThat(result.get("isError").booleanValue()).isTrue();
    assertThat(result.at("/content/0/text").stringValue()).isEqualTo("It broke");
    JsonNode view = task(session, "tasks/get", id).get("result");
    assertThat(view.get("status").stringValue()).isEqualTo("failed");
    assertThat(view.get("statusMessage").stringValue()).isEqualTo("It broke");
    assertThat(view.has("result")).isFalse();
  }

  @Test
  void a_task_is_cancelled_at_another_worker_and_once() throws Exception {
    Peer session = opened();
    String id = created(session, "holds");
    workers.features.waiting.await();
    JsonNode cancelled = task(session.at(two), "tasks/cancel", id).get("result");
    assertThat(cancelled.get("status").stringValue()).isEqualTo("cancelled");
    assertThat(cancelled.get("taskId").stringValue()).isEqualTo(id);
    JsonNode again = task(session, "tasks/cancel", id).get("error");
    assertThat(again.get("code").intValue()).isEqualTo(-32602);
    assertThat(again.get("message").stringValue()).contains("terminal status 'cancelled'");
    assertThat(task(session, "tasks/result", id).at("/error/message").stringValue())
        .contains("cancelled");
  }

  @Test
  void tasks_are_listed_in_pages_to_whom_they_belong() throws Exception {
    Peer session = opened();
    TreeSet<String> made = new TreeSet<>();
    for (int i = 0; i < 45; i++) {
      made.add(created(session, "maybe"));
    }
    TreeSet<String> listed = new TreeSet<>();
    String params = "{}";
    int pages = 0;
    while (!params.isEmpty()) {
      JsonNode result = session.ask(Peer.request(1, "tasks/list", params)).get("result");
      result.get("tasks").forEach(task -> listed.add(task.get("taskId").stringValue()));
      params =
          result.has("nextCursor")
              ? "{'cursor':'" + result.get("nextCursor").stringValue() + "'}"
              : "";
      pages++;
    }
    assertThat(listed).isEqualTo(made);
    assertThat(pages).isEqualTo(3);
    Peer bob = opened("bob", "2025-11-25");
    assertThat(bob.ask(Peer.request(1, "tasks/list", "{}")).at("/result/tasks")).isEmpty();
    for (String method : List.of("tasks/get", "tasks/result", "tasks/cancel")) {
      JsonNode error = task(bob, method, made.first()).get("error");
      assertThat(error.get("code").intValue()).as(method).isEqualTo(-32602);
      assertThat(error.get("message").stringValue()).isEqualTo("Task not found");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tasks/get|{}|-32602",
        "tasks/get|{'taskId':'none'}|-32602",
        "tasks/result|{'taskId':'none'}|-32602",
        "tasks/result|{'taskId':7}|-32602",
        "tasks/cancel|{'taskId':'none'}|-32602",
        "tasks/list|{'cursor':'none'}|-32602",
        "tasks/list|{'cursor':7}|-32602",
        "tasks/update|{}|-32601"
      })
  void requests_for_what_is_not_there_are_refused(String method, String params, int code)
      throws Exception {
    JsonNode error = opened().ask(Peer.request(1, method, params)).get("error");
    assertThat(error.get("code").intValue()).as(error.toString()).isEqualTo(code);
  }

  @Test
  void clients_without_credentials_and_older_ones_have_nothing_to_list() throws Exception {
    Peer nobody = Peer.of(workers.start(this::withTasks)).opened("2025-11-25", "{}");
    assertThat(nobody.ask(Peer.request(1, "tasks/list", "{}")).at("/error/code").intValue())
        .isEqualTo(-32601);
    String id = created(nobody, "maybe");
    assertThat(text(task(nobody, "tasks/result", id))).isEqualTo("x as a task");
    Peer older = opened("alice", "2025-06-18");
    assertThat(task(older, "tasks/get", id).at("/error/code").intValue()).isEqualTo(-32601);
  }

  @Test
  void a_wait_is_cancelled_and_the_task_goes_on() throws Exception {
    Peer session = opened();
    String id = created(session, "holds");
    try (Answer waiting =
        session.post(Peer.request(9, "tasks/result", "{'taskId':'" + id + "'}"))) {
      String cancel = Peer.notification("notifications/cancelled", "{'requestId':9}");
      AtomicBoolean over = new AtomicBoolean();
      // Again and again: nothing tells when the other worker has taken the request in.
      Thread cancelling =
          Thread.startVirtualThread(() -> {
            while (!over.get()) {
              try {
                assertThat(session.at(two).tell(cancel)).isEqualTo(202);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              LockSupport.parkNanos(20_000_000);
            }
          });
      assertThat(waiting.messages()).isEmpty();
      over.set(true);
      cancelling.join();
    }
    assertThat(status(session, id)).isEqualTo("working");
    workers.features.go.countDown();
    assertThat(text(task(session, "tasks/result", id))).isEqualTo("held");
  }
}
