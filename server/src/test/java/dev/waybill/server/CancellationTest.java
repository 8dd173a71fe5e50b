package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.protocol.LoggingLevel;
import dev.waybill.server.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** Cancelled calls, too many calls, and the end of a worker. */
@Timeout(30)
class CancellationTest {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final ManualTimer timer = new ManualTimer();

  private McpServer server(Tool.Handler<ObjectNode> handler) {
    return McpServer.builder("t", "1")
        .timer(timer)
        .maxCalls(2)
        .add(
            Tool.named("t")
                .handler((in, call) -> {
                  try {
                    return handler.handle(in, call);
                  } finally {
                    left.countDown();
                  }
                }))
        .add(Tool.named("quick").handler((in, call) -> "quick"))
        .build();
  }

  private static ObjectNode request(int id) {
    return Wire.request(
        id,
        "tools/call",
        q("{'name':'t','_meta':{'progressToken':1,'io.modelcontextprotocol/logLevel':'debug'}}"));
  }

  @Test
  void a_cancelled_handler_is_interrupted_and_says_nothing_more() throws Exception {
    List<String> seen = new ArrayList<>();
    Wire wire =
        new Wire(
            server((in, call) -> {
              call.progress(1, "a");
              call.progress(2, "held");
              call.cancellation().onCancel(() -> seen.add("first"));
              call.cancellation()
                  .onCancel(() -> {
                    throw new IllegalStateException("an action that fails");
                  });
              call.cancellation()
                  .onCancel(() -> {
                    throw new AssertionError("an action that fails badly");
                  });
              call.cancellation().onCancel(() -> seen.add("last"));
              entered.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                seen.add("interrupted " + call.cancellation().isCancelled());
              }
              call.cancellation().onCancel(() -> seen.add("at once"));
              call.progress(3, "late");
              call.log(LoggingLevel.ERROR, "late");
              return "late";
            }));
    Answer answer = wire.send(request(1));
    entered.await();
    answer.exchange.cancel();
    answer.exchange.cancel();
    left.await();
    assertThat(seen).containsExactly("first", "last", "interrupted true", "at once");
    timer.advanceMillis(1000);
    wire.call("quick", "{}").result();
    assertThat(answer.notifications()).hasSize(1);
    assertThat(answer.response).isNull();
  }

  @Test
  void a_step_does_not_begin_once_the_call_is_cancelled() throws Exception {
    AtomicInteger steps = new AtomicInteger();
    List<Throwable> thrown = new ArrayList<>();
    Wire wire =
        new Wire(
            server((in, call) -> {
              entered.countDown();
              while (!call.cancellation().isCancelled()) {
                Thread.onSpinWait();
              }
              try {
                return call.step("s", Integer.class, steps::incrementAndGet);
              } catch (CancellationException e) {
                thrown.add(e);
                throw e;
              }
            }));
    Answer answer = wire.send(request(1));
    entered.await();
    answer.exchange.cancel();
    left.await();
    assertThat(steps).hasValue(0);
    assertThat(thrown).hasSize(1);
  }

  @Test
  void cancelling_what_is_over_does_nothing() {
    Wire wire = new Wire(server((in, call) -> "done"));
    Answer answer = wire.send(request(1)).await();
    answer.exchange.cancel();
    assertThat(answer.text()).isEqualTo("done");
    assertThat(answer.twice).isFalse();
  }

  @Test
  void a_principal_may_have_so_many_calls_and_no_more() throws Exception {
    CountDownLatch two = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Wire wire =
        new Wire(
            server((in, call) -> {
              two.countDown();
              go.await();
              return "done";
            }));
    Answer first = wire.send(request(1));
    Answer second = wire.send(request(2));
    two.await();
    Answer third = wire.call("quick", "{}");
    assertThat(third.errorCode()).isEqualTo(429);
    assertThat(third.status).isEqualTo(429);
    assertThat(third.errorText()).contains("2");
    assertThat(wire.as(Principal.of("other"), "tools/call", "{'name':'quick'}").text())
        .isEqualTo("quick");
    assertThat(wire.ask("tools/list", "{}").result().has("tools")).isTrue();
    go.countDown();
    first.result();
    second.result();
    await().until(() -> wire.call("quick", "{}").status == 200);
  }

  @Test
  void a_cancelled_call_gives_its_place_back() throws Exception {
    Wire wire =
        new Wire(
            server((in, call) -> {
              entered.countDown();
              never.await();
              return "";
            }));
    for (int i = 0; i < 5; i++) {
      Answer answer = wire.send(request(i));
      entered.await();
      answer.exchange.cancel();
      await().until(() -> wire.call("quick", "{}").status == 200);
    }
  }

  @Test
  void a_draining_worker_finishes_what_it_has_and_takes_nothing_new() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    McpServer server =
        server((in, call) -> {
          entered.countDown();
          go.await();
          return "done";
        });
    Wire wire = new Wire(server);
    Answer running = wire.send(request(1));
    entered.await();
    server.drain();
    server.drain();
    for (String method : List.of("tools/list", "server/discover", "subscriptions/listen")) {
      Answer refused = wire.ask(method, q("{'notifications':{}}"));
      assertThat(refused.errorCode()).isEqualTo(503);
      assertThat(refused.status).isEqualTo(503);
    }
    assertThat(wire.ask("no/such", "{}").errorCode()).isEqualTo(-32601);
    go.countDown();
    assertThat(running.text()).isEqualTo("done");
  }
}
