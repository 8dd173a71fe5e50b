package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
  private static List<String> parse(String stream, int step) {
    EventParser parser = new EventParser(1000);
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < bytes.length; i += step) {
      parser.feed(ByteBuffer.wrap(bytes, i, Math.min(step, bytes.length - i)));
      for (Event event = parser.poll(); event != null; event = parser.poll()) {
        events.add(
            event.name()
                + "|"
                + new String(event.data(), StandardCharsets.UTF_8)
                + "|"
                + event.id()
                + "|"
                + event.retry());
      }
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void events_are_cut_wherever_the_network_cut_them(int step) {
    String stream =
        "\uFEFF: comment\n\ndata: one\n\nevent: e\r\ndata: two\r\ndata:lines\r\nid: 7\r\n\r\n"
            + "data\rretry: 50\r\rdata: ü\nunknown: x\n\nretry: soon\ndata: y\n\ndata: unfinished";
    assertThat(parse(stream, step))
        .containsExactly(
            "message|one|null|null",
            "e|two\nlines|7|null",
            "message||null|50",
            "message|ü|null|null",
            "message|y|null|null");
  }

  @Test
  void an_event_past_the_limit_is_refused_before_it_ends() {
    assertThatThrownBy(() -> parse("data: " + "x".repeat(2000), 100))
        .isInstanceOf(EventParser.TooLarge.class);
    assertThatThrownBy(() -> parse("data: xxxxxxxx\n".repeat(200), 100))
        .isInstanceOf(EventParser.TooLarge.class);
  }
}
