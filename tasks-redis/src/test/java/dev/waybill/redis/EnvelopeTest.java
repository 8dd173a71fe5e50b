package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Backplane.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private final Envelope mine = new Envelope();
  private final Envelope yours = new Envelope();

  private static List<String> texts(List<Message> messages) {
    return messages.stream()
        .map(message -> message.channel() + " " + Arrays.hashCode(message.bytes()))
        .toList();
  }

  @Test
  void messages_travel_together_up_to_1_mib_and_larger_ones_alone() {
    List<Message> messages = new ArrayList<>();
    for (int size : List.of(0, 10, 500_000, 600_000, 8 << 20, 3, 1 << 20, 4)) {
      messages.add(new Message("c".repeat(1 + size % 200), new byte[size]));
    }

    List<byte[]> envelopes = mine.write(messages);

    assertThat(envelopes).hasSize(6);
    List<Message> read = envelopes.stream().flatMap(one -> yours.read(one).stream()).toList();
    assertThat(texts(read)).isEqualTo(texts(messages));
    assertThat(envelopes).allSatisfy(one -> assertThat(mine.read(one)).isEmpty());
    assertThat(mine.write(List.of())).isEmpty();
  }

  @Test
  void an_envelope_that_was_cut_or_changed_is_read_as_messages_within_bounds_or_not_at_all() {
    byte[] whole =
        mine.write(
                List.of(
                    new Message("one", "text".getBytes(UTF_8)),
                    new Message("other", new byte[300])))
            .getFirst();
    assertThat(yours.read(whole)).hasSize(2);
    for (int length = 0; length < whole.length; length++) {
      int read = yours.read(Arrays.copyOf(whole, length)).size();
      assertThat(read).as("cut to %d", length).isLessThan(2);
    }
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      for (int n = 0; n <= i % 4; n++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      assertThat(yours.read(changed)).hasSizeLessThan(100);
    }
  }
}
