package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Call;
import dev.waybill.server.Step;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TaskConnectorTest {
  record Build(String branch) {}

  /** A foreign system whose jobs are done when the test says so. */
  private static final class Builds implements TaskConnector<Build> {
    final Set<String> started = ConcurrentHashMap.newKeySet();
    final Set<String> keys = ConcurrentHashMap.newKeySet();
    final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    final AtomicInteger looks = new AtomicInteger();
    volatile Progress progress = running(Duration.ofMillis(10));

    static Progress running(Duration again) {
      return new Progress.Running("compiling", 1, 3, again);
    }

    @Override
    public String start(Build input, Call call, Step step) {
      keys.add(step.idempotencyKey());
      String job = "job of " + input.branch();
      started.add(job);
      return job;
    }

    @Override
    public Progress look(String job, Call call) {
      assertThat(started).contains(job);
      looks.incrementAndGet();
      return progress;
    }

    @Override
    public void cancel(String job) {
      cancelled.add(job);
    }
  }

  private final Served served = new Served();
  private final Builds builds = new Builds();

  @AfterEach
  void close() {
    served.close();
  }

  private TaskClient client(TaskPolicy policy) {
    return served.worker(
        engine -> engine.connector("build", builds),
        Tool.named("build").input(Build.class).task(policy).handler(builds));
  }

  private static String build(TaskClient client) {
    return client.call("build", "{\"branch\":\"main\"}").result().get("taskId").stringValue();
  }

  @Test
  void a_foreign_job_is_a_task() {
    TaskClient client = client(TaskPolicy.always());
    String id = build(client);
    Awaitility.await().until(() -> builds.looks.get() > 3);
    assertThat(client.get(id).get("statusMessage").stringValue()).contains("compiling");

    builds.progress = new TaskConnector.Progress.Done("build 17");

    assertThat(client.text(id)).isEqualTo("build 17");
    assertThat(builds.keys).hasSize(1);
    assertThat(builds.cancelled).isEmpty();
  }

  @Test
  void a_foreign_job_that_fails_is_a_tool_error() {
    TaskClient client = client(TaskPolicy.always());
    builds.progress = new TaskConnector.Progress.Failed("does not compile");

    JsonNode task = client.await(build(client), "completed");

    assertThat(task.at("/result/isError").booleanValue()).isTrue();
    assertThat(task.at("/result/content/0/text").stringValue()).isEqualTo("does not compile");
  }

  @Test
  void no_thread_is_held_between_looks_and_the_job_is_cancelled_with_its_task() {
    builds.progress = Builds.running(Duration.ofMinutes(10));
    TaskClient client = client(TaskPolicy.always());
    String id = build(client);
    Awaitility.await()
        .until(() ->
            builds.looks.get() == 1
                && served.store.find(id).orElseThrow().state().worker().isEmpty());

    client.cancel(id);

    assertThat(client.get(id).get("status").stringValue()).isEqualTo("cancelled");
    Awaitility.await().until(() -> builds.cancelled.contains("job of main"));
  }

  @Test
  void a_job_that_is_being_looked_at_is_cancelled_with_its_task() {
    builds.progress = Builds.running(Duration.ofSeconds(1));
    TaskClient client = client(TaskPolicy.always());
    String id = build(client);
    Awaitility.await().until(() -> builds.looks.get() > 0);

    client.cancel(id);

    client.await(id, "cancelled");
    Awaitility.await().until(() -> builds.cancelled.contains("job of main"));
  }

  @Test
  void a_job_whose_task_runs_out_of_time_is_cancelled() {
    builds.progress = Builds.running(Duration.ofHours(1));
    TaskClient client = client(TaskPolicy.always().deadline(Duration.ofMinutes(5)));
    String id = build(client);
    Awaitility.await()
        .until(() ->
            builds.looks.get() == 1
                && served.store.find(id).orElseThrow().state().worker().isEmpty());

    served.pass(Duration.ofMinutes(6));

    client.await(id, "failed");
    Awaitility.await().until(() -> builds.cancelled.contains("job of main"));
  }

  @Test
  void the_job_of_a_task_that_moves_to_another_worker_goes_on() {
    builds.progress = Builds.running(Duration.ofSeconds(1));
    TaskClient first = client(TaskPolicy.always());
    String id = build(first);
    Awaitility.await().until(() -> builds.looks.get() > 0);

    served.engine().close();
    builds.progress = new TaskConnector.Progress.Done("build 17");
    TaskClient second = client(TaskPolicy.always());

    assertThat(second.text(id)).isEqualTo("build 17");
    assertThat(builds.keys).hasSize(1);
    assertThat(builds.cancelled).isEmpty();
  }

  @Test
  void a_client_that_does_not_know_tasks_waits_for_the_job() {
    builds.progress = new TaskConnector.Progress.Done("build 17");
    TaskClient client = client(TaskPolicy.always());

    assertThat(
            client
                .wire()
                .ask("tools/call", "{\"name\":\"build\",\"arguments\":{\"branch\":\"main\"}}", "{}")
                .text())
        .isEqualTo("build 17");
  }
}
