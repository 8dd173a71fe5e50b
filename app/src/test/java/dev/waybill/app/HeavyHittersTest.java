package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeavyHittersTest {
  @Test
  void counts_are_exact_while_there_is_room() {
    HeavyHitters hitters = new HeavyHitters(4);
    for (String key : List.of("a", "b", "a", "c", "a", "b")) {
      count(hitters, key);
    }
    assertThat(hitters.top(2).stream().map(c -> text(c) + c.count() + "±" + c.error()))
        .containsExactly("a3±0", "b2±0");
    assertThat(hitters.top(10)).hasSize(3);
  }

  /** A skewed stream of far more different strings than counters, against exact counts. */
  @Test
  void no_frequent_string_is_missed_and_no_count_is_too_low() {
    int capacity = 100;
    int total = 200_000;
    HeavyHitters hitters = new HeavyHitters(capacity);
    Map<String, Long> exact = new HashMap<>();
    Random random = new Random(42);
    for (int i = 0; i < total; i++) {
      String key = "k" + (int) Math.pow(20_000, random.nextDouble());
      exact.merge(key, 1L, Long::sum);
      count(hitters, key);
    }
    Map<String, HeavyHitters.Counter> kept = new HashMap<>();
    hitters.top(capacity).forEach(c -> kept.put(text(c), c));
    assertThat(exact).hasSizeGreaterThan(10_000);
    assertThat(kept).hasSize(capacity);
    exact.forEach((key, count) -> {
      if (count > total / capacity) {
        assertThat(kept).containsKey(key);
      }
    });
    kept.forEach((key, c) -> {
      assertThat(c.count()).isGreaterThanOrEqualTo(exact.get(key));
      assertThat(c.count() - c.error()).isLessThanOrEqualTo(exact.get(key));
    });
    assertThat(kept.values().stream().mapToLong(HeavyHitters.Counter::count).sum())
        .isEqualTo(total);
  }

  private static void count(HeavyHitters hitters, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    hitters.count(bytes, bytes.length, bytes, 0, bytes.length, null);
  }

  private static String text(HeavyHitters.Counter counter) {
    return new String(counter.key(), StandardCharsets.UTF_8);
  }
}
