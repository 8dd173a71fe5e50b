package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Elicited;
import dev.waybill.server.McpServer;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.tasks.InMemoryTaskStore;
import dev.waybill.tasks.TaskEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tool calls that a server makes tasks of. */
class TaskHandleTest {
  record Name(String name) {}

  record Receipt(String id) {}

  private static HttpEndpoint endpoint;
  private static TaskEngine engine;
  private static final CountDownLatch CANCELLED = new CountDownLatch(1);

  @BeforeAll
  static void start() {
    engine =
        TaskEngine.builder(new InMemoryTaskStore(InstantSource.system()))
            .poll(Duration.ofMillis(50))
            .build();
    McpServer server =
        McpServer.builder("tasks", "1.0.0")
            .extension(engine)
            .add(
                Tool.named("slow")
                    .task(TaskPolicy.always())
                    .output(Receipt.class)
                    .handler((in, call) -> {
                      call.sleep(Duration.ofMillis(700));
                      return new Receipt("r1");
                    }))
            .add(
                Tool.named("asks")
                    .task(TaskPolicy.always())
                    .handler((in, call) -> {
                      Elicited<Name> name = call.elicit("name", "Who?", Name.class);
                      return "Hello, " + name.accepted().map(Name::name).orElse("nobody");
                    }))
            .add(
                Tool.named("never")
                    .task(TaskPolicy.always())
                    .handler((in, call) -> {
                      try {
                        new CountDownLatch(1).await();
                      } finally {
                        CANCELLED.countDown();
                      }
                      return "never";
                    }))
            .add(
                Tool.named("late")
                    .task(TaskPolicy.always())
                    .handler((in, call) -> {
                      throw McpException.invalidParams("too late");
                    }))
            .add(Tool.named("quick").handler((in, call) -> "at once"))
            .build();
    endpoint = HttpEndpoint.builder(server).port(0).start();
  }

  @AfterAll
  static void stop() {
    endpoint.close();
    engine.close();
  }

  @Test
  void a_call_sees_its_task_through() {
    try (McpClient client = McpClient.connect(endpoint.uri())) {
      assertThat(client.call("slow", Map.of(), Receipt.class)).isEqualTo(new Receipt("r1"));
    }
  }

  @Test
  void a_tasks_question_is_answered_once() {
    AtomicInteger asked = new AtomicInteger();
    try (McpClient client =
        McpClient.builder(endpoint.uri())
            .onElicit(question -> {
              asked.incrementAndGet();
              return ((Elicitation.Form) question).accept(new Name("Ada"));
            })
            .build()) {
      assertThat(client.call("asks", Map.of(), String.class)).isEqualTo("Hello, Ada");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_handle_is_detached_and_resumed_by_another_client() {
    String detached;
    try (McpClient one = McpClient.connect(endpoint.uri())) {
      TaskHandle handle = one.start("slow", Map.of());
      assertThat(handle.id()).isPresent();
      assertThat(handle.status().orElseThrow().status().isFinal()).isFalse();
      detached = handle.detach();
    }
    try (McpClient other = McpClient.connect(endpoint.uri())) {
      assertThat(other.resume(detached).await(Receipt.class)).isEqualTo(new Receipt("r1"));
      assertThatThrownBy(() -> other.resume("{}")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_task_is_taken_up_by_its_id_alone() {
    try (McpClient client = McpClient.connect(endpoint.uri())) {
      TaskHandle handle = client.task(client.start("slow", Map.of()).id().orElseThrow());
      assertThat(client.resume(handle.detach()).id()).isEqualTo(handle.id());
      assertThat(handle.await(Receipt.class)).isEqualTo(new Receipt("r1"));
      assertThatThrownBy(() -> client.task("no-such-task").status())
          .isInstanceOf(McpClientException.Refused.class);
    }
  }

  @Test
  void a_call_that_was_no_task_has_a_handle_with_its_result() {
    try (McpClient client = McpClient.connect(endpoint.uri())) {
      TaskHandle handle = client.start("quick", Map.of());
      assertThat(handle.id()).isEmpty();
      assertThat(handle.await(String.class)).isEqualTo("at once");
      assertThat(client.resume(handle.detach()).await(String.class)).isEqualTo("at once");
    }
  }

  @Test
  void waiting_has_an_end_and_the_task_goes_on_until_it_is_cancelled() throws Exception {
    try (McpClient client = McpClient.connect(endpoint.uri())) {
      TaskHandle handle = client.start("never", Map.of());
      assertThatThrownBy(() -> handle.await(Duration.ofMillis(300)))
          .isInstanceOf(McpClientException.TimedOut.class);
      assertThat(handle.status().orElseThrow().status()).isEqualTo(RemoteTask.Status.WORKING);
      handle.cancel();
      assertThat(CANCELLED.await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(handle::await).isInstanceOf(McpClientException.Cancelled.class);
    }
  }

  @Test
  void a_task_that_fails_is_an_error() {
    try (McpClient client = McpClient.connect(endpoint.uri())) {
      assertThatThrownBy(() -> client.call("late", Map.of()))
          .isInstanceOf(McpClientException.Refused.class);
    }
  }
}
