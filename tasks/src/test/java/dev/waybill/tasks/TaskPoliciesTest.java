package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.server.Wire;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Deadlines, limits, priorities and keys. */
class TaskPoliciesTest {
  record Order(String id) {}

  record Ok(boolean ok) {}

  private final Served served = new Served();

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void a_handler_that_runs_past_its_deadline_is_interrupted_and_the_task_fails() {
    CountDownLatch interrupted = new CountDownLatch(1);
    TaskClient client =
        served.worker(
            Tool.named("slow")
                .task(TaskPolicy.always().deadline(Duration.ofMillis(300)))
                .handler((in, call) -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return "never";
                }));

    JsonNode task = client.await(client.start("slow"), "failed");

    assertThat(task.at("/error/message").stringValue()).contains("not done in time");
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void a_task_that_waits_for_answers_past_its_deadline_fails() {
    TaskClient client =
        served.worker(
            Tool.named("asks")
                .task(TaskPolicy.always().deadline(Duration.ofMinutes(5)))
                .handler((in, call) -> call.elicit("ok", "OK?", Ok.class).toString()));
    String id = client.start("asks");
    client.await(id, "input_required");

    served.pass(Duration.ofMinutes(6));

    assertThat(client.await(id, "failed").at("/error/message").stringValue())
        .contains("not done in time");
  }

  @Test
  void a_worker_runs_no_more_tasks_of_a_tool_than_its_limit() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch others = new CountDownLatch(4);
    CountDownLatch gate = new CountDownLatch(1);
    Tool limited =
        Tool.named("limited")
            .task(TaskPolicy.always().concurrency(2))
            .handler((in, call) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              try {
                gate.await();
                return "done";
              } finally {
                running.decrementAndGet();
              }
            });
    Tool other =
        Tool.named("other")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              others.countDown();
              gate.await();
              return "done";
            });
    TaskClient client = served.worker(limited, other);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(client.start("limited"));
    }
    for (int i = 0; i < 4; i++) {
      ids.add(client.start("other"));
    }
    assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().until(() -> running.get() == 2);

    gate.countDown();

    ids.forEach(id -> assertThat(client.text(id)).isEqualTo("done"));
    assertThat(most).hasValue(2);
  }

  @Test
  void a_worker_runs_no_more_tasks_than_its_limit() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    TaskClient client =
        served.worker(
            engine -> engine.concurrency(3),
            Tool.named("work")
                .task(TaskPolicy.always())
                .handler((in, call) -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  Thread.sleep(5);
                  running.decrementAndGet();
                  return "done";
                }));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add(client.start("work"));
    }

    ids.forEach(id -> assertThat(client.text(id)).isEqualTo("done"));
    assertThat(most.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void higher_priorities_start_first() {
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    Tool[] tools = {ranked("low", 0, order), ranked("high", 5, order)};
    TaskClient front = served.worker(engine -> engine.concurrency(0), tools);
    List<String> ids = new ArrayList<>();
    for (String tool : List.of("low", "high", "low", "high")) {
      ids.add(front.start(tool));
    }

    TaskClient worker = served.worker(engine -> engine.concurrency(1), tools);

    ids.forEach(worker::text);
    assertThat(order).containsExactly("high", "high", "low", "low");
  }

  private static Tool ranked(String name, int priority, ConcurrentLinkedQueue<String> order) {
    return Tool.named(name)
        .task(TaskPolicy.always().priority(priority))
        .handler((in, call) -> {
          order.add(name);
          return "done";
        });
  }

  @Test
  void past_the_queue_limit_a_new_task_is_refused_and_nothing_is_stored() {
    TaskClient client =
        served.worker(
            engine -> engine.concurrency(0).maxQueued(3),
            Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done"));
    for (int i = 0; i < 3; i++) {
      client.start("work");
    }

    var refused = client.ask("tools/call", TaskClient.call("work"));

    assertThat(refused.status).isEqualTo(429);
    assertThat(refused.errorText()).contains("wait to be run").contains("try again");
    assertThat(served.store.tally().get(TaskStatus.WORKING).count()).isEqualTo(3);
    served
        .store
        .list(TaskFilter.ALL, Optional.empty(), 1)
        .forEach(task -> client.cancel(task.id()));
    Awaitility.await()
        .until(() -> client.respond("tools/call", TaskClient.call("work")).has("result"));
  }

  private static Tool keyed(TaskPolicy policy, AtomicInteger runs, CountDownLatch gate) {
    return Tool.named("order")
        .input(Order.class)
        .task(policy.idempotencyKey((arguments, who) -> arguments.get("id").stringValue()))
        .handler((in, call) -> {
          runs.incrementAndGet();
          gate.await();
          return "ordered " + in.id();
        });
  }

  @Test
  void a_repeated_call_returns_the_same_task() {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch gate = new CountDownLatch(0);
    TaskClient client = served.worker(keyed(TaskPolicy.always(), runs, gate));

    Set<String> ids = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 3; i++) {
      String id = client.call("order", "{\"id\":\"7\"}").result().get("taskId").stringValue();
      ids.add(id);
      assertThat(client.text(id)).isEqualTo("ordered 7");
    }
    String other = client.call("order", "{\"id\":\"8\"}").result().get("taskId").stringValue();

    assertThat(ids).hasSize(1).doesNotContain(other);
    assertThat(client.text(other)).isEqualTo("ordered 8");
    assertThat(runs).hasValue(2);
  }

  @Test
  void a_call_with_a_key_that_is_done_in_time_is_answered_plainly_and_found_again() {
    AtomicInteger runs = new AtomicInteger();
    TaskClient client =
        served.worker(
            keyed(TaskPolicy.whenSlowerThan(Duration.ofSeconds(20)), runs, new CountDownLatch(0)));

    assertThat(client.call("order", "{\"id\":\"7\"}").text()).isEqualTo("ordered 7");
    String id = client.call("order", "{\"id\":\"7\"}").result().get("taskId").stringValue();

    assertThat(client.text(id)).isEqualTo("ordered 7");
    assertThat(runs).hasValue(1);
  }

  @Test
  void a_call_with_a_key_that_takes_longer_is_one_task_for_all_who_repeat_it() {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch gate = new CountDownLatch(1);
    TaskClient client =
        served.worker(keyed(TaskPolicy.whenSlowerThan(Duration.ofMillis(50)), runs, gate));

    String id = client.call("order", "{\"id\":\"7\"}").result().get("taskId").stringValue();
    String again = client.call("order", "{\"id\":\"7\"}").result().get("taskId").stringValue();
    gate.countDown();

    assertThat(again).isEqualTo(id);
    assertThat(client.text(id)).isEqualTo("ordered 7");
    assertThat(runs).hasValue(1);
  }

  @Test
  void a_client_that_does_not_know_tasks_is_refused_where_they_are_required() {
    TaskClient client =
        served.worker(
            Tool.named("work").task(TaskPolicy.always().require()).handler((in, call) -> "done"));

    var refused = client.wire().ask("tools/call", TaskClient.call("work"), "{}");

    assertThat(refused.errorCode()).isEqualTo(-32021);
    assertThat(refused.error().at("/data/requiredCapabilities/extensions").propertyNames())
        .containsExactly(TaskEngine.ID);
  }

  @Test
  void a_task_is_handed_on_when_its_worker_closes() {
    AtomicInteger starts = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    Tool tool =
        Tool.named("work")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              int step = call.step("once", Integer.class, starts::incrementAndGet);
              begun.countDown();
              gate.await();
              return "step ran " + step;
            });
    TaskClient first = served.worker(tool);
    String id = first.start("work");
    Awaitility.await().until(() -> begun.getCount() == 0);

    served.engine().close();
    gate.countDown();

    // Long before the lease of 20 seconds would have ended.
    assertThat(served.store.find(id).orElseThrow().state().worker()).isEmpty();
    TaskClient second = served.worker(tool);
    assertThat(second.text(id)).isEqualTo("step ran 1");
  }

  @Test
  void a_client_that_gives_up_before_its_call_became_a_task_cancels_it() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    TaskClient client =
        served.worker(
            Tool.named("slow")
                .task(TaskPolicy.whenSlowerThan(Duration.ofMinutes(5)))
                .handler((in, call) -> {
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return "never";
                }));
    var answer =
        client
            .wire()
            .send(Wire.request(9, "tools/call", TaskClient.call("slow"), TaskClient.CAPABLE));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    answer.exchange.cancel();

    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(served.store.tally()).isEmpty();
  }

  @Test
  void a_client_that_gives_up_after_its_call_became_a_task_stops_nothing() {
    CountDownLatch gate = new CountDownLatch(1);
    TaskClient client =
        served.worker(
            Tool.named("slow")
                .task(TaskPolicy.whenSlowerThan(Duration.ofMillis(20)))
                .handler((in, call) -> {
                  gate.await();
                  return "done";
                }));
    var answer =
        client
            .wire()
            .send(Wire.request(9, "tools/call", TaskClient.call("slow"), TaskClient.CAPABLE));
    String id = answer.result().get("taskId").stringValue();

    answer.exchange.cancel();
    gate.countDown();

    assertThat(client.text(id)).isEqualTo("done");
  }

  @Test
  void while_the_store_is_away_clients_are_told_to_try_again() {
    TaskStore away =
        (TaskStore)
            Proxy.newProxyInstance(
                TaskStore.class.getClassLoader(),
                new Class<?>[] {TaskStore.class},
                (self, method, arguments) -> {
                  throw new TaskStoreException("away", null);
                });
    TaskClient client =
        served.on(
            away,
            engine -> engine.concurrency(0),
            Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done"));

    for (String method : List.of("tools/call", "tasks/get", "tasks/update", "tasks/cancel")) {
      var refused =
          client.ask(
              method,
              method.equals("tools/call") ? TaskClient.call("work") : TaskClient.of("unknown"));
      assertThat(refused.status).as(method).isEqualTo(503);
      assertThat(refused.errorText()).contains("try again");
    }
  }
}
