package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.SubscriptionFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are child processes. */
@Tag("slow")
@Timeout(180)
class StdioTest {
  private static final Duration MOST = Duration.ofSeconds(60);

  @Test
  void a_modern_server_is_called_over_its_standard_streams() {
    List<Double> progress = new ArrayList<>();
    try (McpClient client = McpClient.connect(StdioFixture.command("modern"))) {
      assertThat(client.call("echo", Map.of(), String.class)).isEqualTo("modern");
      assertThat(
              client
                  .with(CallOptions.DEFAULTS.onProgress(p -> progress.add(p.progress())))
                  .call("count", Map.of(), String.class))
          .isEqualTo("counted");
      assertThat(progress).isNotEmpty();
      assertThat(client.tools().count()).isEqualTo(7);
    }
  }

  @Test
  void closing_the_client_ends_the_process() {
    long pid;
    try (McpClient client = McpClient.connect(StdioFixture.command("modern"))) {
      pid = Long.parseLong(client.call("pid", Map.of(), String.class));
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    await().atMost(MOST).until(() -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void a_server_that_dies_fails_its_calls_and_is_started_again() {
    try (McpClient client = McpClient.connect(StdioFixture.command("modern"))) {
      String first = client.call("pid", Map.of(), String.class);
      assertThatThrownBy(() -> client.call("die", Map.of()))
          .isInstanceOf(McpClientException.Unreachable.class)
          .hasMessage(
              "stdio:java: tools/call die: the process ended with exit code 3 before it answered;"
                  + " look at its standard error (onStderr)");
      assertThat(client.call("pid", Map.of(), String.class)).isNotEqualTo(first);
    }
  }

  @Test
  void a_process_gets_the_environment_it_was_given_and_no_secrets() {
    try (McpClient client =
        McpClient.connect(StdioFixture.command("modern").environment("GIVEN", "yes"))) {
      assertThat(client.call("env", Map.of(), String.class)).isEqualTo("null yes");
    }
  }

  @Test
  void an_interrupt_cancels_the_call_at_the_server() throws Exception {
    List<String> stderr = new CopyOnWriteArrayList<>();
    try (McpClient client =
            McpClient.builder(StdioFixture.command("modern")).onStderr(stderr::add).build();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      client.server();
      Future<?> call = threads.submit(() -> client.call("hang", Map.of()));
      assertThatThrownBy(() ->
              client
                  .with(CallOptions.DEFAULTS.timeout(Duration.ofSeconds(1)))
                  .call("hang", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class);
      await().atMost(MOST).until(() -> stderr.contains("interrupted"));
      stderr.clear();
      call.cancel(true);
      await().atMost(MOST).until(() -> stderr.contains("interrupted"));
    }
  }

  @Test
  void changes_are_heard_while_calls_go_on() {
    SubscriptionFilter filter =
        new SubscriptionFilter(true, false, false, List.of("memo://one"), Map.of());
    try (McpClient client = McpClient.connect(StdioFixture.command("modern"));
        Subscription changes = client.listen(filter)) {
      assertThat(changes.next(MOST)).containsInstanceOf(SubscriptionEvent.Opened.class);
      client.call("change", Map.of());
      List<SubscriptionEvent> events =
          List.of(changes.next(MOST).orElseThrow(), changes.next(MOST).orElseThrow());
      assertThat(events)
          .containsExactlyInAnyOrder(
              new SubscriptionEvent.ToolsChanged(),
              new SubscriptionEvent.ResourceUpdated("memo://one"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "chatty", "dies-of-probe"})
  void a_legacy_server_works_through_the_same_calls(String mode) {
    List<String> logged = new ArrayList<>();
    List<Double> progress = new ArrayList<>();
    List<String> stderr = new CopyOnWriteArrayList<>();
    try (McpClient client =
        McpClient.builder(StdioFixture.command(mode))
            .onElicit(question -> ((Elicitation.Form) question).accept())
            .onStderr(stderr::add)
            .build()) {
      assertThat(client.call("echo", Map.of(), String.class)).isEqualTo("legacy");
      assertThat(client.tools().map(tool -> tool.name())).containsExactly("echo");
      assertThat(client.call("ask", Map.of(), String.class)).isEqualTo("Hello, Ada");
      assertThat(
              client
                  .with(
                      CallOptions.DEFAULTS
                          .onProgress(p -> progress.add(p.progress()))
                          .onLog(LoggingLevel.ERROR, m -> logged.add(m.data().asString(""))))
                  .call("count", Map.of(), String.class))
          .isEqualTo("counted");
      assertThat(progress).containsExactly(1.0);
      assertThat(logged).containsExactly("logged");
      assertThatThrownBy(() ->
              client
                  .with(CallOptions.DEFAULTS.timeout(Duration.ofMillis(300)))
                  .call("hang", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class);
      await().atMost(MOST).until(() -> stderr.stream().anyMatch(l -> l.startsWith("cancelled")));
      try (Subscription changes =
          client.listen(
              new SubscriptionFilter(true, false, false, List.of("memo://1"), Map.of()))) {
        List<SubscriptionEvent> events =
            List.of(changes.next(MOST).orElseThrow(), changes.next(MOST).orElseThrow());
        assertThat(events)
            .containsExactlyInAnyOrder(
                new SubscriptionEvent.Opened(
                    new SubscriptionFilter(false, false, false, List.of("memo://1"), Map.of()),
                    false),
                new SubscriptionEvent.ResourceUpdated("memo://1"));
      }
    }
  }

  @Test
  void silence_to_the_probe_means_legacy() {
    try (McpClient client = McpClient.connect(StdioFixture.command("silent-probe"))) {
      assertThat(client.call("echo", Map.of(), String.class)).isEqualTo("legacy");
    }
  }

  @Test
  void a_server_that_prints_junk_is_ended() {
    try (McpClient client = McpClient.connect(StdioFixture.command("junk"))) {
      assertThatThrownBy(() -> client.call("echo", Map.of()))
          .isInstanceOf(McpClientException.ProtocolViolation.class)
          .hasMessageContaining("full of lines that are no messages");
    }
  }

  @Test
  void a_line_without_an_end_is_bounded() {
    try (McpClient client = McpClient.connect(StdioFixture.command("endless-line"))) {
      assertThatThrownBy(() -> client.call("echo", Map.of()))
          .isInstanceOf(McpClientException.ProtocolViolation.class)
          .hasMessageContaining("longer than");
    }
  }

  @Test
  void a_server_that_dies_at_once_says_how() {
    try (McpClient client = McpClient.connect(StdioFixture.command("dies"))) {
      assertThatThrownBy(() -> client.call("echo", Map.of()))
          .isInstanceOf(McpClientException.Unreachable.class)
          .hasMessageContaining("exit code 7");
    }
  }

  @Test
  void a_flood_on_standard_error_disturbs_nothing() throws Exception {
    try (McpClient client = McpClient.connect(StdioFixture.command("flood"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        calls.add(threads.submit(() -> client.call("echo", Map.of(), String.class)));
      }
      for (Future<String> call : calls) {
        assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo("modern");
      }
    }
  }

  @Test
  void a_program_that_is_not_there_is_named_without_its_arguments() {
    try (McpClient client =
        McpClient.connect(ServerCommand.of("no-such-program-here", "--token", "s3cret"))) {
      assertThatThrownBy(() -> client.call("echo", Map.of()))
          .isInstanceOf(McpClientException.Unreachable.class)
          .hasMessageContaining("no-such-program-here")
          .hasMessageNotContaining("s3cret");
    }
  }
}
