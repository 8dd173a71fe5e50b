package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Entry;
import dev.waybill.server.KeyRing;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskAdminTest {
  record Ok(boolean ok) {}

  private final Served served = new Served();

  @AfterEach
  void close() {
    served.close();
  }

  private static final Tool ASKS =
      Tool.named("asks")
          .task(TaskPolicy.always())
          .handler((in, call) -> {
            call.step("collect", String.class, () -> "a secret value");
            return call.elicit("ok", "OK?", Ok.class).toString();
          });

  @Test
  void a_task_is_shown_with_its_journal_and_without_values() {
    TaskClient client = served.worker(ASKS);
    String id = client.start("asks");
    client.await(id, "input_required");

    TaskAdmin.Shown shown = served.outside().admin().show(id).orElseThrow();

    assertThat(shown.journal()).extracting(TaskAdmin.Line::key).containsExactly("collect", "ok");
    assertThat(shown.journal().getFirst().kind()).contains(Entry.Kind.STEP);
    assertThat(shown.journal().getFirst().open()).isFalse();
    assertThat(shown.journal().getLast().kind()).contains(Entry.Kind.ELICIT);
    assertThat(shown.journal().getLast().open()).isTrue();
    assertThat(shown.toString()).doesNotContain("secret");
    assertThat(shown.task().payload()).isEmpty();
    assertThat(shown.payloadBytes()).isPositive();
    assertThat(served.outside().admin().show("unknown")).isEmpty();
  }

  @Test
  void sealed_tasks_are_shown_without_the_keys() {
    TaskClient client = served.worker(engine -> engine.keys(KeyRing.generate()), ASKS);
    String id = client.start("asks");
    client.await(id, "input_required");

    TaskAdmin.Shown shown = served.outside().admin().show(id).orElseThrow();

    assertThat(shown.journal())
        .hasSize(2)
        .allSatisfy(line -> {
          assertThat(line.kind()).isEmpty();
          assertThat(line.bytes()).isPositive();
        });
  }

  @Test
  void a_failed_task_is_retried_from_its_last_step() {
    AtomicBoolean broken = new AtomicBoolean(true);
    AtomicInteger steps = new AtomicInteger();
    TaskClient client =
        served.worker(
            Tool.named("fragile")
                .task(TaskPolicy.always())
                .handler((in, call) -> {
                  int step = call.step("one", Integer.class, steps::incrementAndGet);
                  if (broken.get()) {
                    throw new McpException(ErrorCode.INTERNAL_ERROR, "broken");
                  }
                  return "step ran " + step;
                }));
    String id = client.start("fragile");
    client.await(id, "failed");
    broken.set(false);

    assertThat(served.outside().admin().retry(id)).isTrue();

    assertThat(client.text(id)).isEqualTo("step ran 1");
    assertThat(served.outside().admin().retry(id)).as("completed").isFalse();
  }

  @Test
  void tasks_are_cancelled_and_purged() {
    TaskClient client = served.worker(ASKS);
    String id = client.start("asks");
    client.await(id, "input_required");
    TaskAdmin admin = served.outside().admin();

    assertThat(admin.purge(id)).as("open").isFalse();
    assertThat(admin.cancel(id).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(admin.tally().get(TaskStatus.CANCELLED).count()).isEqualTo(1);
    assertThat(admin.purge(id)).isTrue();
    assertThat(admin.tally()).isEmpty();
    assertThat(admin.cancel(id)).isEmpty();
    assertThat(admin.queued()).isZero();
  }
}
