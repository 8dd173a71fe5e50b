package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.LoggingLevel;
import dev.waybill.server.Wire.Answer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Progress and log messages of a call. */
class MessagesTest {
  private static final String PROGRESS = "{'name':'t','_meta':{'progressToken':'p'}}";

  private final ManualTimer timer = new ManualTimer();

  private Wire doing(Consumer<Call> work) {
    return new Wire(
        McpServer.builder("t", "1")
            .timer(timer)
            .add(
                Tool.named("t")
                    .handler((in, call) -> {
                      work.accept(call);
                      return "done";
                    }))
            .build());
  }

  private static List<Double> values(Answer answer) {
    return answer.notifications().stream()
        .map(n -> n.at("/params/progress").doubleValue())
        .toList();
  }

  @Test
  void nothing_is_sent_that_was_not_asked_for() {
    Wire wire =
        doing(call -> {
          call.progress(1, "x");
          call.log(LoggingLevel.EMERGENCY, "x");
        });
    assertThat(wire.call("t", "{}").notifications()).isEmpty();
  }

  @Test
  void progress_carries_token_value_total_and_message() {
    Wire wire = doing(call -> call.progress(1, 4, "half"));
    Answer answer = wire.ask("tools/call", q("{'name':'t','_meta':{'progressToken':7}}"));
    assertThat(answer.notifications())
        .containsExactly(
            Wire.json(
                "{'jsonrpc':'2.0','method':'notifications/progress','params':{'progressToken':7,"
                    + "'progress':1.0,'total':4.0,'message':'half'}}"));
    Answer untold = doing(call -> call.progress(0.5, "x")).ask("tools/call", q(PROGRESS));
    assertThat(untold.notifications().getFirst().get("params"))
        .isEqualTo(Wire.json("{'progressToken':'p','progress':0.5,'message':'x'}"));
  }

  @Test
  void only_values_that_grow_are_sent_and_the_last_always_is() {
    Answer answer =
        doing(
                call -> {
                  for (double value :
                      new double[] {-1, 2, 2, 1, Double.NaN, 3, 2.5, Double.POSITIVE_INFINITY}) {
                    call.progress(value, Double.POSITIVE_INFINITY, "x");
                    timer.advanceMillis(1000);
                  }
                  call.progress(4, "x");
                  call.progress(5, "x");
                  call.progress(6, "x");
                  call.progress(5.5, "x");
                })
            .ask("tools/call", q(PROGRESS));
    answer.result();
    assertThat(values(answer)).containsExactly(-1.0, 2.0, 3.0, 4.0, 6.0);
    assertThat(answer.notifications().getFirst().get("params").has("total")).isFalse();
  }

  @Test
  void at_most_twenty_a_second_are_sent() {
    Answer answer =
        doing(
                call -> {
                  for (int i = 1; i <= 1000; i++) {
                    call.progress(i, "x");
                    timer.advanceMillis(1);
                  }
                })
            .ask("tools/call", q(PROGRESS));
    answer.result();
    List<Double> values = values(answer);
    assertThat(values.size()).isBetween(15, 21);
    assertThat(values).isSorted().doesNotHaveDuplicates().endsWith(1000.0);
  }

  @Test
  void a_held_value_goes_out_when_its_time_has_come() {
    Answer[] running = new Answer[1];
    CountDownLatch sent = new CountDownLatch(1);
    Wire wire =
        doing(call -> {
          await(sent);
          call.progress(1, "x");
          call.progress(2, "x");
          assertThat(values(running[0])).containsExactly(1.0);
          timer.advanceMillis(49);
          assertThat(values(running[0])).containsExactly(1.0);
          timer.advanceMillis(30);
          assertThat(values(running[0])).containsExactly(1.0, 2.0);
        });
    running[0] = wire.send(Wire.request(1, "tools/call", q(PROGRESS)));
    sent.countDown();
    assertThat(running[0].text()).isEqualTo("done");
    timer.advanceMillis(1000);
    assertThat(timer.waiting()).isZero();
    assertThat(values(running[0])).containsExactly(1.0, 2.0);
  }

  @Test
  void while_the_client_does_not_read_progress_waits_and_the_latest_goes_last() {
    Answer[] running = new Answer[1];
    CountDownLatch sent = new CountDownLatch(1);
    Wire wire =
        doing(call -> {
          await(sent);
          running[0].writable = false;
          for (int i = 1; i <= 100; i++) {
            call.progress(i, "x");
            timer.advanceMillis(100);
          }
          assertThat(values(running[0])).isEmpty();
          running[0].writable = true;
          timer.advanceMillis(100);
          assertThat(values(running[0])).containsExactly(100.0);
          running[0].writable = false;
          call.progress(101, "x");
        });
    running[0] = wire.send(Wire.request(1, "tools/call", q(PROGRESS)));
    sent.countDown();
    assertThat(running[0].text()).isEqualTo("done");
    assertThat(values(running[0])).containsExactly(100.0, 101.0);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothing_of_a_call_is_sent_after_its_response() {
    Call[] kept = new Call[1];
    Answer answer =
        doing(
                call -> {
                  kept[0] = call;
                  call.progress(1, "x");
                })
            .ask(
                "tools/call",
                q(
                    "{'name':'t','_meta':{'progressToken':'p','io.modelcontextprotocol/logLevel':'debug'}}"));
    answer.result();
    kept[0].progress(2, "late");
    kept[0].log(LoggingLevel.ERROR, "late");
    timer.advanceMillis(1000);
    assertThat(values(answer)).containsExactly(1.0);
  }

  @ParameterizedTest
  @EnumSource(LoggingLevel.class)
  void messages_at_the_level_asked_for_and_above_are_sent(LoggingLevel minimum) {
    Answer answer =
        doing(
                call -> {
                  for (LoggingLevel level : LoggingLevel.values()) {
                    call.log(level, "logger", java.util.Map.of("at", level.wireName()));
                  }
                })
            .ask(
                "tools/call",
                q(
                    "{'name':'t','_meta':{'io.modelcontextprotocol/logLevel':'%s'}}"
                        .formatted(minimum.wireName())));
    answer.result();
    assertThat(answer.notifications()).hasSize(LoggingLevel.values().length - minimum.ordinal());
    assertThat(answer.notifications().getFirst())
        .isEqualTo(
            Wire.json(
                "{'jsonrpc':'2.0','method':'notifications/message','params':{'level':'%s',"
                        .formatted(minimum.wireName())
                    + "'logger':'logger','data':{'at':'%s'}}}".formatted(minimum.wireName())));
  }

  @Test
  void messages_a_client_is_too_slow_for_are_dropped_and_counted() {
    Answer[] running = new Answer[1];
    CountDownLatch sent = new CountDownLatch(1);
    Wire wire =
        doing(call -> {
          await(sent);
          call.log(LoggingLevel.INFO, 1);
          running[0].writable = false;
          for (int i = 0; i < 5; i++) {
            call.log(LoggingLevel.INFO, "lost");
          }
          running[0].writable = true;
          call.log(LoggingLevel.INFO, 2);
          call.log(LoggingLevel.INFO, 3);
        });
    running[0] =
        wire.send(
            Wire.request(
                1,
                "tools/call",
                q("{'name':'t','_meta':{'io.modelcontextprotocol/logLevel':'info'}}")));
    sent.countDown();
    running[0].result();
    List<String> data =
        running[0].notifications().stream().map(n -> n.at("/params/data").toString()).toList();
    assertThat(data).hasSize(4).doesNotContain("lost");
    assertThat(data.get(1)).contains("5 log messages were dropped");
    JsonNode note = running[0].notifications().get(1).get("params");
    assertThat(note.get("level").stringValue()).isEqualTo("warning");
  }
}
