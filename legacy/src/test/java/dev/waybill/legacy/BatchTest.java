package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Several messages in one, in 2025-03-26. */
@Timeout(60)
class BatchTest {
  private final Workers workers = new Workers();
  private Peer session = Peer.of(workers.start());

  @BeforeEach
  void open() throws Exception {
    session = session.opened("2025-03-26", "{'roots':{}}");
  }

  @AfterEach
  void close() {
    workers.close();
  }

  private static String batch(String... messages) {
    return "[" + String.join(",", messages) + "]";
  }

  @Test
  void the_responses_come_together() throws Exception {
    JsonNode responses =
        session.ask(
            batch(
                Peer.call(1, "echo", "{'text':'a'}"),
                Peer.notification("notifications/roots/list_changed", "{}"),
                Peer.request("l", "tools/list", "{}"),
                Peer.request(3, "no/such", "{}"),
                "7"));
    assertThat(responses.isArray()).isTrue();
    assertThat(
            StreamSupport.stream(responses.spliterator(), false)
                .map(response -> response.path("id").asString("none")))
        .containsExactlyInAnyOrder("1", "l", "3", "none");
  }

  @Test
  void what_needs_no_response_is_taken_in() throws Exception {
    String note = Peer.notification("notifications/roots/list_changed", "{}");
    try (Answer answer = session.post(batch(note, note))) {
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void calls_that_ask_make_a_stream_of_it() throws Exception {
    try (Answer answer =
        session.post(batch(Peer.call(1, "roots", "{}"), Peer.call(2, "echo", "{'text':'b'}")))) {
      JsonNode question = answer.message().json();
      assertThat(question.get("method").stringValue()).isEqualTo("roots/list");
      assertThat(session.tell(batch(Peer.answer(question, "{'roots':[]}")))).isEqualTo(202);
      List<JsonNode> responses = answer.messages();
      assertThat(responses.stream().map(response -> text(response)))
          .containsExactlyInAnyOrder("[]", "b");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101})
  void a_batch_has_a_message_and_not_too_many(int messages) throws Exception {
    String ping = Peer.request(1, "ping", "{}");
    try (Answer answer =
        session.post(batch(Collections.nCopies(messages, ping).toArray(String[]::new)))) {
      assertThat(answer.status()).isEqualTo(400);
      JsonNode error = answer.json().get("error");
      assertThat(error.get("code").intValue()).isEqualTo(-32600);
      assertThat(error.get("message").stringValue()).contains("1 to 100", String.valueOf(messages));
    }
  }

  @Test
  void initialize_is_not_part_of_a_batch() throws Exception {
    JsonNode responses = session.ask(batch(Peer.initialize("2025-03-26", "{}")));
    assertThat(responses.at("/0/error/code").intValue()).isEqualTo(-32600);
    assertThat(responses.at("/0/id").intValue(-1)).isZero();
  }
}
