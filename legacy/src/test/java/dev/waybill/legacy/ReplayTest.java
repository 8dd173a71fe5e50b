package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import dev.waybill.server.SessionLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Streams of calls that are lost and taken up again. */
@Timeout(60)
class ReplayTest {
  private final Workers workers = new Workers();
  private final HttpEndpoint one = workers.start();
  private final HttpEndpoint two = workers.start();

  @AfterEach
  void close() {
    workers.close();
  }

  /** Loses the stream of a call after an event, and lets the call end. */
  private String lose(Peer session, int events) throws Exception {
    String last = "";
    try (Answer call = session.post(Peer.call(1, "much", "{}"))) {
      workers.features.waiting.await();
      for (int i = 0; i < events; i++) {
        last = call.message().id();
      }
    }
    return last;
  }

  private static List<Integer> numbers(List<JsonNode> messages) {
    return messages.stream()
        .map(message -> message.at("/params/data").stringValue(""))
        .filter(data -> data.endsWith("x"))
        .map(data -> Integer.parseInt(data.substring(0, data.indexOf('x'))))
        .toList();
  }

  @Test
  void a_lost_connection_does_not_cancel_the_call_and_the_rest_is_sent_again() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    String last = lose(session, 5);
    workers.features.go.countDown();
    try (Answer again = session.with("Last-Event-ID", last).get()) {
      List<JsonNode> rest = again.messages();
      assertThat(numbers(rest)).isEqualTo(IntStream.range(5, 20).boxed().toList());
      assertThat(text(rest.getLast())).isEqualTo("much");
      assertThat(rest.getLast().get("id").intValue()).isEqualTo(1);
    }
    assertThat(workers.features.interrupted.getCount()).isEqualTo(1);
  }

  @Test
  void another_worker_sends_the_rest_too_while_the_call_goes_on() throws Exception {
    Peer session = Peer.of(one).opened("2025-06-18", "{}");
    String last = lose(session, 18);
    try (Answer again = session.at(two).with("Last-Event-ID", last).get()) {
      assertThat(numbers(List.of(again.message().json(), again.message().json())))
          .containsExactly(18, 19);
      workers.features.go.countDown();
      assertThat(text(again.messages().getLast())).isEqualTo("much");
    }
  }

  @Test
  void a_call_that_asks_is_answered_after_its_stream_was_taken_up_again() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{'elicitation':{}}");
    Answer.Event question;
    try (Answer call = session.post(Peer.call(1, "form", "{}"))) {
      question = call.message();
    }
    try (Answer again = session.at(two).with("Last-Event-ID", question.id()).get()) {
      assertThat(again.status()).isEqualTo(200);
      String ada = Peer.answer(question.json(), "{'action':'accept','content':{'name':'Ada'}}");
      assertThat(session.at(two).tell(ada)).isEqualTo(202);
      assertThat(text(again.messages().getLast())).isEqualTo("Hello Ada");
    }
  }

  @Test
  void whoever_comes_last_carries_the_stream() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    try (Answer call = session.post(Peer.call(1, "much", "{}"))) {
      workers.features.waiting.await();
      String last = call.message().id();
      try (Answer first = session.at(two).with("Last-Event-ID", last).get()) {
        assertThat(numbers(List.of(first.message().json()))).containsExactly(1);
        // The connection of the call itself was given up; what it still sent came before.
        assertThat(call.messages()).noneMatch(message -> message.has("id"));
        try (Answer second = session.with("Last-Event-ID", last).get()) {
          assertThat(numbers(List.of(second.message().json()))).containsExactly(1);
          assertThat(first.messages()).noneMatch(message -> message.has("id"));
          workers.features.go.countDown();
          assertThat(text(second.messages().getLast())).isEqualTo("much");
        }
      }
    }
  }

  @Test
  void what_is_more_than_is_kept_cannot_be_sent_again() throws Exception {
    HttpEndpoint small =
        workers.start(
            b -> b.sessionLimits(SessionLimits.DEFAULTS.withReplay(5_000, Duration.ofMinutes(1))));
    Peer session = Peer.of(small).opened("2025-11-25", "{}");
    String first = lose(session, 1);
    String late = first.substring(0, first.indexOf('.')) + ".19";
    workers.features.go.countDown();
    try (Answer again = session.with("Last-Event-ID", late).get()) {
      assertThat(text(again.messages().getLast())).isEqualTo("much");
    }
    try (Answer again = session.with("Last-Event-ID", first).get()) {
      assertThat(again.status()).isEqualTo(400);
      assertThat(again.json().at("/error/message").stringValue()).contains("more than is kept");
    }
  }

  @Test
  void a_long_wait_disconnects_a_client_where_polling_is_asked_for() throws Exception {
    HttpEndpoint polling = workers.start(b -> b.eras(Eras.all().withPolling()));
    Peer session = Peer.of(polling).opened("2025-11-25", "{}");
    String last;
    try (Answer call = session.post(Peer.call(1, "pause", "{}"))) {
      Answer.Event only = call.event();
      assertThat(only).isNotNull();
      assertThat(only.data()).isEmpty();
      assertThat(only.retry()).isEqualTo("2000");
      last = only.id();
      assertThat(call.event()).isNull();
    }
    try (Answer again = session.at(two).with("Last-Event-ID", last).get()) {
      assertThat(text(again.messages().getLast())).isEqualTo("paused");
    }
  }

  @Test
  void a_long_wait_does_not_disconnect_clients_otherwise() throws Exception {
    HttpEndpoint polling = workers.start(b -> b.eras(Eras.all().withPolling()));
    Peer older = Peer.of(polling).opened("2025-06-18", "{}");
    Peer usual = Peer.of(one).opened("2025-11-25", "{}");
    try (Answer call = older.post(Peer.call(1, "pause", "{}"))) {
      assertThat(text(usual.ask(Peer.call(1, "pause", "{}")))).isEqualTo("paused");
      assertThat(text(call.json())).isEqualTo("paused");
    }
  }
}
