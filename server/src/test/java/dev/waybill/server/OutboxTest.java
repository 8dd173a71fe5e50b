package dev.waybill.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Backplane.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox();

  private static Message message(String channel, String text) {
    return new Message(channel, text.getBytes(UTF_8));
  }

  private List<Message> all() throws InterruptedException {
    List<Message> all = new ArrayList<>();
    List<Message> taken = outbox.take(Duration.ZERO);
    while (!taken.isEmpty()) {
      all.addAll(taken);
      taken = outbox.take(Duration.ZERO);
    }
    return all;
  }

  @Test
  void of_equal_messages_that_follow_each_other_on_a_channel_one_is_taken() throws Exception {
    for (String text : List.of("a", "a", "b", "a", "a")) {
      outbox.offer(message("one", text));
      outbox.offer(message("other", "x"));
    }

    assertThat(all())
        .extracting(m -> m.channel() + " " + new String(m.bytes(), UTF_8))
        .containsExactly("one a", "other x", "one b", "one a");
  }

  @Test
  void it_holds_10_000_messages_and_64_mib_and_then_takes_more_again() throws Exception {
    for (int i = 0; i < 10_100; i++) {
      outbox.offer(message("news", "" + i));
    }
    assertThat(all()).hasSize(10_000);

    for (int i = 0; i < 12; i++) {
      byte[] large = new byte[8 << 20];
      large[0] = (byte) i;
      outbox.offer(new Message("news", large));
    }
    assertThat(all()).hasSize(8);

    outbox.offer(message("news", "again"));
    assertThat(all()).hasSize(1);
  }
}
