package dev.waybill.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.SubscribeRequest;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.UnsubscribeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server called by the official Java SDK, which speaks the earlier revisions. */
@Tag("slow")
@Timeout(300)
class JavaSdkTest {
  private static final Duration MOST = Duration.ofSeconds(60);

  @BeforeEach
  void earlier() {
    assumeTrue(Legacy.IS_THERE);
  }

  private static HttpEndpoint server() throws IOException, InterruptedException {
    return HttpEndpoint.builder(CalledServer.builder("http").build()).port(0).start();
  }

  @Test
  void everything_over_http() throws Exception {
    try (HttpEndpoint server = server();
        JavaClient client = JavaClient.http(server.uri(), List.of())) {
      assertThat(version(client)).isEqualTo("2025-11-25");
      lists_calls_and_reads(client);
      is_asked(client, "http");
      hears_of_progress_and_cancels(client);
      hears_of_changes(client);
    }
  }

  @Test
  void everything_over_stdio() throws Exception {
    try (JavaClient client = JavaClient.stdio()) {
      lists_calls_and_reads(client);
      is_asked(client, "stdio");
      hears_of_progress_and_cancels(client);
      hears_of_changes(client);
    }
  }

  @Test
  void everything_at_2025_06_18() throws Exception {
    try (HttpEndpoint server = server();
        JavaClient client = JavaClient.http(server.uri(), List.of("2025-06-18"))) {
      assertThat(version(client)).isEqualTo("2025-06-18");
      lists_calls_and_reads(client);
      is_asked(client, "http");
      hears_of_progress_and_cancels(client);
      hears_of_changes(client);
    }
  }

  @Test
  void everything_that_2025_03_26_has() throws Exception {
    try (HttpEndpoint server = server();
        JavaClient client = JavaClient.http(server.uri(), List.of("2025-03-26"))) {
      assertThat(version(client)).isEqualTo("2025-03-26");
      assertThat(client.call("add", Map.of("a", 2, "b", 3)).structuredContent()).isNull();
      assertThat(client.call("add", Map.of("a", 2, "b", 3)).content().toString()).contains("5");
      assertThat(client.text("capital")).isEqualTo("Paris, heard by http");
      assertThat(client.call("deploy", Map.of()).isError()).isTrue();
      hears_of_progress_and_cancels(client);
      hears_of_changes(client);
    }
  }

  @Test
  void everything_over_http_and_sse() throws Exception {
    try (HttpEndpoint server =
            HttpEndpoint.builder(
                    CalledServer.builder("http").eras(Eras.all().withHttpSse()).build())
                .port(0)
                .start();
        JavaClient client = JavaClient.sse(server.uri())) {
      assertThat(version(client)).isEqualTo("2024-11-05");
      assertThat(client.text("who")).isEqualTo("http");
      assertThat(client.text("capital")).isEqualTo("Paris, heard by http");
      assertThat(client.call("deploy", Map.of()).isError()).isTrue();
      hears_of_progress_and_cancels(client);
      hears_of_changes(client);
    }
  }

  @Test
  void an_answer_that_comes_too_late_does_not_cost_the_client_its_session() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch decided = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    try (HttpEndpoint server = server();
        JavaClient client = JavaClient.http(server.uri(), List.of());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      client.user(() -> {
        asked.countDown();
        await().atMost(MOST).until(() -> decided.getCount() == 0);
        told.countDown();
      });
      Future<?> call = threads.submit(() -> client.text("deploy"));
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      client.cancelNewest();
      await().atMost(MOST).until(() -> client.text("cancelled").equals("1 cancelled"));
      decided.countDown();
      assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
      client.user(() -> {});
      for (int i = 0; i < 5; i++) {
        assertThat(client.text("deploy")).isEqualTo("deployed by http");
      }
      assertThat(client.initializations()).isEqualTo(1);
      call.cancel(true);
    }
  }

  private static String version(JavaClient client) {
    return client.sdk().getCurrentInitializationResult().protocolVersion();
  }

  private static void lists_calls_and_reads(JavaClient client) {
    assertThat(client.sdk().listTools().tools().stream().map(Tool::name))
        .contains("add", "count", "deploy", "capital", "hang");
    assertThat(client.call("add", Map.of("a", 2, "b", 3)).structuredContent())
        .isEqualTo(Map.of("total", 5));
    assertThat(
            client
                .sdk()
                .readResource(ReadResourceRequest.builder(CalledServer.URI).build())
                .contents())
        .singleElement()
        .isInstanceOfSatisfying(
            TextResourceContents.class, memo -> assertThat(memo.text()).isEqualTo("the memo"));
    client.sdk().ping();
    assertThat(client.text("rest")).isEqualTo("rested");
  }

  private static void is_asked(JavaClient client, String worker) {
    assertThat(client.text("deploy")).isEqualTo("deployed by " + worker);
    assertThat(client.text("capital")).isEqualTo("Paris, heard by " + worker);
  }

  private static void hears_of_progress_and_cancels(JavaClient client) throws Exception {
    client.callWithProgress("count");
    assertThat(client.progress()).contains(1.0, 3.0);
    int told = client.progress().size();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> call = threads.submit(() -> client.callWithProgress("hang"));
      await().atMost(MOST).until(() -> client.progress().size() > told);
      client.cancelNewest();
      await().atMost(MOST).until(() -> client.text("cancelled").equals("1 cancelled"));
      call.cancel(true);
    }
  }

  private static void hears_of_changes(JavaClient client) {
    client.sdk().subscribeResource(SubscribeRequest.builder(CalledServer.URI).build());
    await()
        .atMost(MOST)
        .until(() -> {
          // Again and again, because a stream for news may not be open yet.
          client.text("change");
          return !client.updated().isEmpty();
        });
    assertThat(client.updated()).containsOnly(CalledServer.URI);
    client.sdk().unsubscribeResource(UnsubscribeRequest.builder(CalledServer.URI).build());
  }
}
