package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole server behind the endpoint. */
@ExtendWith(Leaks.class)
class ServingTest {
  record Name(String name) {}

  record Nothing() {}

  private final BlockingQueue<CountDownLatch> waiting = new LinkedBlockingQueue<>();
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private HttpEndpoint endpoint;

  @BeforeEach
  void open() {
    McpServer server =
        McpServer.builder("test", "1")
            .add(
                Tool.named("greet")
                    .input(Name.class)
                    .handler((in, call) -> call.text("Hello " + in.name())))
            .add(
                Tool.named("count")
                    .input(Nothing.class)
                    .handler((in, call) -> {
                      call.progress(1, 2, "one");
                      return call.text("two");
                    }))
            .add(
                Tool.named("wait")
                    .input(Nothing.class)
                    .handler((in, call) -> {
                      CountDownLatch release = new CountDownLatch(1);
                      waiting.add(release);
                      try {
                        release.await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                      return call.text("released");
                    }))
            .build();
    endpoint = HttpEndpoint.builder(server).start();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private static String call(String tool, String arguments, String meta) {
    return request(
        "tools/call",
        "Mcp-Name: " + tool + "\r\n",
        "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ",",
        meta);
  }

  private static String request(String method, String headers, String params, String meta) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + "\"_meta\":{"
            + meta
            + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    return Wired.post(
        body, "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: " + method + "\r\n" + headers);
  }

  @Test
  void a_tool_is_called() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      Wired.Response response = client.exchange(call("greet", "{\"name\":\"Ada\"}", ""));
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("content-type")).isEqualTo("application/json");
      assertThat(Json.parse(response.bytes()).at("/result/content/0/text").asString())
          .isEqualTo("Hello Ada");
    }
  }

  @Test
  void progress_comes_as_events_before_the_result() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(call("count", "{}", "\"progressToken\":\"p\","));
      assertThat(client.head().header("content-type")).isEqualTo("text/event-stream");
      assertThat(client.chunk()).startsWith("data: ").contains("notifications/progress");
      assertThat(client.chunk()).startsWith("data: ").contains("\"two\"");
      assertThat(client.chunk()).isEmpty();
    }
  }

  @Test
  void errors_have_their_status() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      Wired.Response mismatch =
          client.exchange(call("greet", "{}", "").replace("Mcp-Name: greet", "Mcp-Name: other"));
      assertThat(mismatch.status()).isEqualTo(400);
      assertThat(mismatch.body()).contains("-32020");
      assertThat(client.exchange(request("no/such", "", "", "")).status()).isEqualTo(404);
      Wired.Response garbage = client.exchange(Wired.post("{]"));
      assertThat(garbage.status()).isEqualTo(400);
      assertThat(garbage.body()).contains("-32700");
    }
  }

  @Test
  void a_client_that_leaves_interrupts_its_handler() throws Exception {
    Wired client = new Wired(endpoint);
    client.write(call("wait", "{}", ""));
    assertThat(waiting.poll(10, TimeUnit.SECONDS)).isNotNull();
    client.close();
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void draining_ends_subscriptions_and_lets_calls_finish() throws Exception {
    try (Wired subscriber = new Wired(endpoint);
        Wired caller = new Wired(endpoint)) {
      subscriber.write(
          request(
              "subscriptions/listen", "", "\"notifications\":{\"toolsListChanged\":true},", ""));
      assertThat(subscriber.head().header("content-type")).isEqualTo("text/event-stream");
      assertThat(subscriber.chunk()).contains("notifications/subscriptions/acknowledged");
      caller.write(call("wait", "{}", ""));
      CountDownLatch release = waiting.poll(10, TimeUnit.SECONDS);
      Thread draining = Thread.startVirtualThread(() -> endpoint.drain(Duration.ofSeconds(20)));
      assertThat(subscriber.chunk()).startsWith("data: ").contains("\"result\"");
      assertThat(subscriber.chunk()).isEmpty();
      assertThat(subscriber.ended()).isTrue();
      release.countDown();
      assertThat(caller.response().body()).contains("released");
      assertThat(draining.join(Duration.ofSeconds(10))).isTrue();
    }
  }
}
