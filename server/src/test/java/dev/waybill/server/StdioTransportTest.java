package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class StdioTransportTest {
  private final CountDownLatch go = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final Feed toServer = new Feed();
  private volatile Consumer<JsonNode> onLine = line -> {};

  private final McpServer server =
      McpServer.builder("t", "1")
          .add(Resource.at("test:a").handler(call -> "a"))
          .add(
              Tool.named("slow")
                  .handler((in, call) -> {
                    entered.countDown();
                    try {
                      go.await();
                    } catch (InterruptedException e) {
                      interrupted.countDown();
                      throw e;
                    }
                    return "slow";
                  }))
          .add(Tool.named("quick").handler((in, call) -> "quick"))
          .build();

  private final Thread serving = Thread.ofVirtual().unstarted(this::serve);

  private void serve() {
    try {
      StdioTransport.serve(
          server,
          toServer,
          lines(line -> {
            received.add(line);
            onLine.accept(line);
          }));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes a stream of lines apart, each of which must be one message. */
  private static OutputStream lines(Consumer<JsonNode> each) {
    return new OutputStream() {
      private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

      @Override
      public synchronized void write(int b) {
        if (b == '\n') {
          each.accept(Json.parse(line.toByteArray()));
          line.reset();
        } else {
          line.write(b);
        }
      }
    };
  }

  private void start() {
    serving.start();
  }

  private void send(Object... lines) {
    for (Object line : lines) {
      toServer.write(line + "\n");
    }
  }

  private JsonNode next() throws InterruptedException {
    JsonNode line = received.poll(10, TimeUnit.SECONDS);
    assertThat(line).as("a message").isNotNull();
    return line;
  }

  private static JsonNode call(Object id, String tool) {
    return Wire.request(id, "tools/call", q("{'name':'%s'}".formatted(tool)));
  }

  private static String cancel(String id) {
    return q(
        "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':%s}}"
            .formatted(id));
  }

  @AfterEach
  void end() throws InterruptedException {
    go.countDown();
    toServer.close();
    assertThat(serving.join(Duration.ofSeconds(10))).as("ends with its input").isTrue();
  }

  @Test
  void requests_are_interleaved() throws Exception {
    start();
    send(call(1, "slow"), call("2", "quick"));
    assertThat(next().get("id").stringValue()).isEqualTo("2");
    go.countDown();
    assertThat(next().get("id").intValue()).isEqualTo(1);
  }

  @Test
  void blank_lines_and_carriage_returns_do_no_harm() throws Exception {
    start();
    send("", "   ", "\t", "\r", call(1, "quick") + "\r");
    assertThat(next().get("id").intValue()).isEqualTo(1);
    send("not json", q("{'jsonrpc':'2.0','id':7}"), "[]");
    assertThat(next().at("/error/code").intValue()).isEqualTo(-32700);
    JsonNode invalid = next();
    assertThat(invalid.at("/error/code").intValue()).isEqualTo(-32600);
    assertThat(invalid.get("id").intValue()).isEqualTo(7);
    assertThat(next().at("/error/code").intValue()).isEqualTo(-32600);
  }

  @Test
  void a_cancelled_call_is_interrupted_and_not_answered() throws Exception {
    start();
    send(call(1, "slow"));
    entered.await();
    send(
        cancel("'1'"),
        cancel("2"),
        cancel("null"),
        cancel("{}"),
        q("{'jsonrpc':'2.0','method':'notifications/cancelled'}"));
    send(call(2, "quick"));
    assertThat(next().get("id").intValue()).isEqualTo(2);
    assertThat(interrupted.getCount()).isEqualTo(1);
    send(cancel("1"));
    interrupted.await();
    send(call(1, "quick"));
    JsonNode answer = next();
    assertThat(answer.at("/result/content/0/text").stringValue()).isEqualTo("quick");
    assertThat(received).isEmpty();
  }

  @Test
  void an_id_that_is_still_open_is_refused() throws Exception {
    start();
    send(call(1, "slow"));
    entered.await();
    send(call(1, "quick"));
    JsonNode refused = next();
    assertThat(refused.at("/error/code").intValue()).isEqualTo(-32600);
    assertThat(refused.at("/error/message").stringValue()).contains("id 1", "open");
    send(call("1", "quick"));
    assertThat(next().at("/result/content/0/text").stringValue()).isEqualTo("quick");
    go.countDown();
    assertThat(next().at("/result/content/0/text").stringValue()).isEqualTo("slow");
  }

  @Test
  void an_id_may_be_used_again_as_soon_as_its_response_is_there() throws Exception {
    CountDownLatch again = new CountDownLatch(1);
    List<JsonNode> refusals = new ArrayList<>();
    onLine =
        line -> {
          if (again.getCount() == 1) {
            again.countDown();
            try {
              // The response is still being written when its client sends the next request.
              send(call(1, "slow"));
              assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            } catch (AssertionError e) {
              refusals.add(line);
            }
          }
        };
    start();
    send(call(1, "quick"));
    assertThat(next().at("/result/content/0/text").stringValue()).isEqualTo("quick");
    go.countDown();
    JsonNode second = next();
    assertThat(second.at("/result/content/0/text").stringValue("refused")).isEqualTo("slow");
    assertThat(refusals).isEmpty();
  }

  @Test
  void a_line_that_is_too_long_is_refused_and_the_next_is_read() throws Exception {
    start();
    JsonNode long1 = call("x".repeat(5 << 20), "quick");
    send(long1, call(2, "quick"));
    JsonNode refused = next();
    assertThat(refused.at("/error/code").intValue()).isEqualTo(413);
    assertThat(refused.has("id")).isFalse();
    assertThat(next().get("id").intValue()).isEqualTo(2);
  }

  @Test
  void a_subscription_is_cancelled_by_its_id() throws Exception {
    start();
    send(
        Wire.request(
            "s",
            "subscriptions/listen",
            q("{'notifications':{'resourceSubscriptions':['test:a']}}")));
    assertThat(next().get("method").stringValue()).endsWith("acknowledged");
    server.notifications().resourceUpdated("test:a");
    assertThat(next().get("method").stringValue()).endsWith("updated");
    send(cancel("'s'"), call(1, "quick"));
    assertThat(next().get("id").intValue()).isEqualTo(1);
    server.notifications().resourceUpdated("test:a");
    assertThat(received).isEmpty();
  }

  @Test
  void a_subscription_the_server_ends_is_announced_and_then_answered() throws Exception {
    start();
    send(Wire.request(9, "subscriptions/listen", q("{'notifications':{}}")));
    assertThat(next().get("method").stringValue()).endsWith("acknowledged");
    server.drain();
    JsonNode cancelled = next();
    assertThat(cancelled.get("method").stringValue()).isEqualTo("notifications/cancelled");
    assertThat(cancelled.at("/params/requestId").intValue()).isEqualTo(9);
    JsonNode result = next();
    assertThat(result.get("id").intValue()).isEqualTo(9);
    assertThat(result.at("/result/resultType").stringValue()).isEqualTo("complete");
  }

  @Test
  void at_the_end_of_input_what_runs_is_finished_and_subscriptions_end() throws Exception {
    start();
    send(Wire.request("s", "subscriptions/listen", q("{'notifications':{}}")), call(1, "slow"));
    assertThat(next().get("method").stringValue()).endsWith("acknowledged");
    entered.await();
    toServer.close();
    assertThat(next().get("method").stringValue()).isEqualTo("notifications/cancelled");
    assertThat(next().get("id").stringValue()).isEqualTo("s");
    go.countDown();
    assertThat(next().at("/result/content/0/text").stringValue()).isEqualTo("slow");
  }

  @Test
  void what_does_not_finish_after_the_end_of_input_is_cancelled() throws Exception {
    start();
    send(call(1, "slow"));
    entered.await();
    toServer.close();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(serving.join(Duration.ofSeconds(5))).isTrue();
    assertThat(received).isEmpty();
  }

  @Test
  void a_last_line_without_its_end_is_read_too() throws Exception {
    start();
    toServer.write(call(1, "quick").toString());
    toServer.close();
    assertThat(next().at("/result/content/0/text").stringValue()).isEqualTo("quick");
  }

  @Test
  void headers_are_not_asked_for() throws Exception {
    start();
    send(Wire.request(1, "resources/read", q("{'uri':'test:a'}")));
    assertThat(next().at("/result/contents/0/text").stringValue()).isEqualTo("a");
  }

  @Test
  void an_initialize_is_told_which_versions_there_are() throws Exception {
    start();
    send(
        q(
            "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}"));
    JsonNode error = next().get("error");
    assertThat(error.get("code").intValue()).isEqualTo(-32601);
    assertThat(error.get("message").stringValue()).contains("2026-07-28");
  }
}
