package dev.waybill.tasks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Backplane;
import dev.waybill.server.KeyRing;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import dev.waybill.server.Question;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients and handlers rely on when several workers share a store, whatever it is made of. */
public abstract class DurableTasksContract {
  private static final Principal MALLORY = Principal.of("mallory");
  private static final Duration LEASE = Duration.ofSeconds(2);

  record Ok(boolean ok) {}

  private final List<AutoCloseable> open = new ArrayList<>();

  /** Another worker's connection to the same tasks. */
  protected abstract TaskStore connect() throws Exception;

  /** A store without tasks, apart from the others. */
  protected abstract TaskStore fresh() throws Exception;

  /** Another worker's backplane, by which it hears of the others. */
  protected abstract Backplane backplane() throws Exception;

  private TaskStore store() throws Exception {
    TaskStore store = connect();
    open.add(store);
    return store;
  }

  private Backplane plane() throws Exception {
    Backplane plane = backplane();
    open.add(plane);
    return plane;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /** A worker of its own, as another process would be. */
  private TaskClient worker(TaskEngine.Builder settings, Tool... tools) {
    TaskEngine engine =
        settings.lease(LEASE).poll(Duration.ofMillis(100)).drain(Duration.ZERO).build();
    open.add(engine);
    return TaskClient.at(engine, tools);
  }

  private TaskClient worker(Tool... tools) throws Exception {
    return worker(TaskEngine.builder(store()).backplane(plane()), tools);
  }

  @Test
  @Tag("slow")
  void a_task_is_known_to_every_worker_when_its_handle_is_returned() throws Exception {
    Tool tool = Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done");
    int callers = 16;
    int rounds = 10_000 / callers;
    AtomicInteger missed = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TaskEngine.Builder first = TaskEngine.builder(store()).maxQueued(100_000);
      TaskEngine.Builder second = TaskEngine.builder(store()).concurrency(0);
      TaskClient one = worker(first, tool);
      TaskClient other = worker(second, tool);
      for (int i = 0; i < callers; i++) {
        var unused =
            threads.submit(() -> {
              for (int round = 0; round < rounds; round++) {
                String id = one.start("work");
                boolean found = other.respond("tasks/get", TaskClient.of(id)).has("result");
                asked.incrementAndGet();
                missed.addAndGet(found ? 0 : 1);
              }
            });
      }
    }

    assertThat(asked).hasValue(rounds * callers);
    assertThat(missed).hasValue(0);
  }

  @Test
  void a_handler_is_interrupted_within_a_second_of_a_cancellation_at_another_worker()
      throws Exception {
    Map<String, CountDownLatch> begun = new ConcurrentHashMap<>();
    Map<String, Long> interrupted = new ConcurrentHashMap<>();
    Tool tool =
        Tool.named("forever")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              String id = call.taskId().orElseThrow();
              begun.computeIfAbsent(id, key -> new CountDownLatch(1)).countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.put(id, System.nanoTime());
                throw e;
              }
              return "never";
            });
    TaskClient runs = worker(tool);
    // Without a backplane in common, so that only the store tells.
    TaskClient cancels = worker(TaskEngine.builder(store()).concurrency(0), tool);
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String id = runs.start("forever");
      assertThat(
              begun.computeIfAbsent(id, key -> new CountDownLatch(1)).await(30, TimeUnit.SECONDS))
          .isTrue();

      long asked = System.nanoTime();
      cancels.cancel(id);
      cancels.await(id, "cancelled");

      took.add(TimeUnit.NANOSECONDS.toMillis(interrupted.get(id) - asked));
    }
    Collections.sort(took);
    assertThat(took.get(2)).as("the median of %s ms", took).isLessThan(1000);
  }

  @Test
  void what_waits_is_cancelled_at_once() throws Exception {
    Tool asks =
        Tool.named("asks")
            .task(TaskPolicy.always())
            .handler((in, call) -> call.elicit("ok", "OK?", Ok.class).toString());
    Tool sleeps =
        Tool.named("sleeps")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              call.sleep(Duration.ofHours(1));
              return "awake";
            });
    TaskClient runs = worker(asks, sleeps);
    TaskClient waits = worker(TaskEngine.builder(store()).concurrency(0), asks, sleeps);
    String parked = runs.start("asks");
    runs.await(parked, "input_required");
    String sleeping = runs.start("sleeps");
    TaskStore store = store();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            store.find(sleeping).orElseThrow().state().worker().isEmpty() && store.queued() == 0);

    for (String id : List.of(parked, sleeping)) {
      waits.cancel(id);
      assertThat(waits.get(id).get("status").stringValue()).isEqualTo("cancelled");
    }
  }

  @Test
  void a_task_that_nobody_has_started_is_cancelled_at_once() throws Exception {
    Tool tool = Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done");
    TaskClient front = worker(TaskEngine.builder(store()).concurrency(0), tool);
    String id = front.start("work");

    front.cancel(id);

    assertThat(front.get(id).get("status").stringValue()).isEqualTo("cancelled");
  }

  @Test
  void changes_are_told_to_the_worker_that_holds_the_subscription() throws Exception {
    Tool tool =
        Tool.named("asks")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              call.elicit("ok", "OK?", Ok.class);
              return "done";
            });
    TaskClient runs = worker(tool);
    TaskClient holds = worker(TaskEngine.builder(store()).backplane(plane()).concurrency(0), tool);
    String id = runs.start("asks");
    runs.await(id, "input_required");
    var stream = holds.listen(id, Principal.ANONYMOUS);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !stream.notifications().isEmpty());

    runs.accept(id, "ok", "{\"ok\":true}");

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            stream.notifications().stream()
                .anyMatch(n -> n.at("/params/status").asString("").equals("completed")));
    assertThat(stream.notifications())
        .filteredOn(n -> n.at("/params/taskId").isString())
        .allSatisfy(n -> {
          assertThat(n.get("method").stringValue()).isEqualTo("notifications/tasks");
          assertThat(n.at("/params/taskId").stringValue()).isEqualTo(id);
        });
  }

  @Test
  void someone_elses_task_is_as_unknown_as_one_that_never_was() throws Exception {
    Tool tool = Tool.named("work").task(TaskPolicy.always()).handler((in, call) -> "done");
    TaskClient wire = worker(tool);
    String id = wire.start("work");
    String unknown = "AAAAAAAAAAAAAAAAAAAAAA";

    for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
      assertThat(foreign(wire, method, id))
          .isEqualTo(foreign(wire, method, unknown))
          .contains("-32602");
    }
    assertThat(acknowledged(wire, id)).isEqualTo(acknowledged(wire, unknown));
  }

  private static String foreign(TaskClient client, String method, String id) {
    return client.ask(method, TaskClient.of(id), MALLORY).error().toString();
  }

  private static String acknowledged(TaskClient client, String id) {
    var stream = client.listen(id, MALLORY);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !stream.notifications().isEmpty());
    return stream.notifications().getFirst().at("/params/notifications").toString();
  }

  @Test
  void keys_are_rotated_without_failing_what_is_in_flight() throws Exception {
    Tool tool =
        Tool.named("secret")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              String kept = call.step("first", String.class, () -> "the secret of a step");
              call.elicit("ok", "OK?", Ok.class);
              return kept;
            });
    String one = "one:" + "A".repeat(43) + "=";
    String two = "two:" + "B".repeat(42) + "A=";
    TaskClient before =
        worker(TaskEngine.builder(store()).keys(KeyRing.parse(one)).concurrency(4), tool);
    String id = before.start("secret");
    before.await(id, "input_required");
    TaskStore store = store();
    assertThat(store.journal(id))
        .allSatisfy(row ->
            assertThat(new String(row.payload(), ISO_8859_1)).doesNotContain("secret of a step"));
    open.removeLast().close();
    open.remove(1).close();

    TaskClient after =
        worker(TaskEngine.builder(store()).keys(KeyRing.parse(two + "," + one)), tool);
    after.accept(id, "ok", "{\"ok\":true}");

    assertThat(after.await(id, "completed").at("/result/content/0/text").stringValue())
        .isEqualTo("the secret of a step");
  }

  @Test
  void a_task_is_completed_from_outside_after_a_question() throws Exception {
    Tool tool =
        Tool.named("build")
            .task(TaskPolicy.always().require())
            .handler((in, call) -> {
              call.step("start", String.class, step -> call.taskId().orElseThrow());
              return call.handOver();
            });
    TaskClient wire = worker(tool);
    String id = wire.start("build");
    Tasks outside = Tasks.in(store()).backplane(plane());
    TaskHandle handle = outside.handle(id);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> outside.admin().show(id).orElseThrow().journal().size() == 1);

    assertThat(handle.report("stage 1 of 2")).isTrue();
    assertThat(wire.get(id).get("statusMessage").stringValue()).isEqualTo("stage 1 of 2");
    var question = Question.elicit("go", "Go on?", Ok.class);
    assertThat(handle.ask(question)).isTrue();
    assertThat(handle.answer(question)).isEmpty();
    assertThat(wire.await(id, "input_required").at("/inputRequests/go/method").stringValue())
        .isEqualTo("elicitation/create");
    wire.accept(id, "go", "{\"ok\":true}");
    assertThat(handle.answer(question)).isPresent();
    assertThat(wire.get(id).get("status").stringValue()).isEqualTo("working");
    assertThat(handle.complete("built")).isTrue();

    assertThat(wire.await(id, "completed").at("/result/content/0/text").stringValue())
        .isEqualTo("built");
    assertThat(handle.complete("again")).isFalse();
    assertThat(handle.fail("late")).isFalse();
    assertThat(handle.report("late")).isFalse();
  }

  @Test
  void each_crash_at_a_write_leaves_a_task_that_still_ends_rightly() throws Exception {
    int never = 1000;
    int writes = crashAt(never, true);
    assertThat(writes).as("writes of a run").isBetween(9, 30);
    List<Future<Integer>> runs = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int write = 1; write <= writes; write++) {
        int at = write;
        runs.add(threads.submit(() -> crashAt(at, true)));
        runs.add(threads.submit(() -> crashAt(at, false)));
      }
    }
    for (Future<Integer> run : runs) {
      run.get();
    }
  }

  private static final Duration SHORT_LEASE = Duration.ofMillis(1500);

  /** Runs one task to its end although its first worker dies on the way; how much that wrote. */
  private int crashAt(int write, boolean before) throws Exception {
    Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    Map<String, String> keys = new ConcurrentHashMap<>();
    Tool tool =
        Tool.named("crash")
            .task(TaskPolicy.always())
            .handler((in, call) -> {
              call.progress(1, 3, "begun");
              for (String key : List.of("one", "two")) {
                call.step(
                    key,
                    Integer.class,
                    step -> {
                      String idempotency = keys.computeIfAbsent(key, k -> step.idempotencyKey());
                      assertThat(step.idempotencyKey()).isEqualTo(idempotency);
                      return runs.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
                    });
                call.elicit("ok " + key, "OK?", Ok.class);
              }
              call.sleep(Duration.ofMillis(2100));
              return "done";
            });
    TaskStore real = fresh();
    DyingStore dying = new DyingStore(real, write, before);
    Backplane plane = Backplane.local();
    TaskEngine first = crashing(dying.proxy(), plane).build();
    TaskEngine front = crashing(real, plane).concurrency(0).build();
    TaskEngine second = crashing(real, plane).build();
    dying.onDeath(() -> McpServer.builder("second", "1").extension(second).add(tool).build());
    try {
      TaskClient dies = TaskClient.at(first, tool);
      var created = dies.respond("tools/call", TaskClient.call("crash"));
      Optional<String> id =
          created.has("result")
              ? Optional.of(created.at("/result/taskId").stringValue())
              : real.list(TaskFilter.ALL, Optional.empty(), 1).stream()
                  .map(TaskRow::id)
                  .findFirst();
      assertThat(created.has("result") || dying.isDead()).isTrue();
      if (id.isPresent()) {
        TaskClient lives = TaskClient.at(front, tool);
        for (String key : List.of("ok one", "ok two")) {
          // Answered by the first worker while it lives, so that its writes count too.
          lives.await(id.get(), "input_required");
          try {
            dies.accept(id.get(), key, "{\"ok\":true}");
          } catch (AssertionError dead) {
            assertThat(dying.isDead()).isTrue();
          }
          lives.accept(id.get(), key, "{\"ok\":true}");
        }
        JsonNode done = lives.await(id.get(), "completed");
        assertThat(done.at("/result/content/0/text").stringValue()).isEqualTo("done");
        assertThat(runs.get("one").get()).isBetween(1, 2);
        assertThat(runs.get("two").get()).isBetween(1, 2);
        assertThat(runs.get("one").get() + runs.get("two").get()).isLessThanOrEqualTo(3);
      } else {
        assertThat(before).as("only a task that was not stored is not there").isTrue();
        assertThat(write).isEqualTo(1);
      }
      return dying.writes();
    } finally {
      first.close();
      second.close();
      front.close();
      real.close();
    }
  }

  private static TaskEngine.Builder crashing(TaskStore store, Backplane plane) {
    return TaskEngine.builder(store)
        .backplane(plane)
        .lease(SHORT_LEASE)
        .poll(Duration.ofMillis(50))
        .drain(Duration.ZERO);
  }
}
