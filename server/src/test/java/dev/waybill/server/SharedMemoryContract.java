package dev.waybill.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.server.SharedMemory.Numbered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every shared memory does. */
public abstract class SharedMemoryContract {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(700);

  private final String group = "group/" + UUID.randomUUID();
  private final String log = "log/" + UUID.randomUUID();

  /** What a worker sees; each call may give another worker's. */
  protected abstract SharedMemory memory();

  /** Lets time pass where the test has the clock; elsewhere it passes by itself. */
  protected void pass(Duration time) {}

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private Map<String, String> read(String name) {
    return memory().read(name).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> new String(entry.getValue(), UTF_8)));
  }

  private List<String> readAfter(long number, int most) {
    return memory().readAfter(log, number, most).stream()
        .map(one -> one.number() + " " + new String(one.entry(), UTF_8))
        .toList();
  }

  /** Returns when what lives for a {@link #SHORT} time from now is gone. */
  private void outlive() {
    String marker = "marker/" + UUID.randomUUID();
    memory().put(marker, "marker", bytes("x"), SHORT);
    assertThat(read(marker)).hasSize(1);
    pass(SHORT);
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> read(marker).isEmpty());
  }

  @Test
  void a_group_is_what_was_put_and_not_removed() {
    SharedMemory memory = memory();
    assertThat(read(group)).isEmpty();
    memory.put(group, "level", bytes("info"), LONG);
    memory.put(group, "subscribed to file:///a", bytes(""), LONG);
    memory.put(group, "left", bytes("x"), LONG);
    memory.put(group, "level", bytes("debug"), LONG);
    memory.remove(group, "left");
    memory.remove(group, "never there");
    memory.remove("no/such/group", "level");

    assertThat(read(group)).isEqualTo(Map.of("level", "debug", "subscribed to file:///a", ""));
    assertThat(read(group + "x")).isEmpty();

    memory.removeAll(group);
    memory.removeAll(group);
    assertThat(read(group)).isEmpty();
    memory.put(group, "new", bytes("1"), LONG);
    assertThat(read(group)).isEqualTo(Map.of("new", "1"));
  }

  @Test
  void all_of_a_group_is_forgotten_when_its_time_is_over() {
    memory().put(group, "old", bytes("1"), SHORT);
    memory().put(group, "older", bytes("1"), SHORT);
    assertThat(read(group)).hasSize(2);

    outlive();

    assertThat(read(group)).isEmpty();
    memory().remove(group, "old");
    memory().put(group, "new", bytes("2"), LONG);
    assertThat(read(group)).isEqualTo(Map.of("new", "2"));
  }

  @Test
  void a_value_makes_its_group_live_longer_and_never_shorter() {
    memory().put(group, "first", bytes("1"), SHORT);
    memory().put(group, "second", bytes("2"), LONG);
    memory().put(group, "third", bytes("3"), SHORT);

    outlive();

    assertThat(read(group)).containsOnlyKeys("first", "second", "third");
  }

  @Test
  void keys_are_any_text() {
    String surrogate = "\uD83D";
    List<String> keys =
        List.of(
            " ",
            "a\u0000b",
            "a\u0000",
            "a",
            surrogate,
            surrogate + surrogate,
            "\uDE00" + surrogate,
            "\uD83D\uDE00",
            "?",
            "\u001b",
            "\u001b0000",
            "\uFFFD",
            "é",
            "e\u0301",
            "€".repeat(2048),
            "€".repeat(2047),
            "\uD800".repeat(2048));
    for (String key : keys) {
      memory().put(group, key, bytes("of " + keys.indexOf(key)), LONG);
    }

    assertThat(read(group)).hasSize(keys.size());
    assertThat(keys)
        .allSatisfy(key -> assertThat(read(group)).containsEntry(key, "of " + keys.indexOf(key)));
    keys.forEach(key -> memory().remove(group, key));
    assertThat(read(group)).isEmpty();
  }

  @Test
  void values_and_entries_of_the_largest_sizes_stay_as_they_are() {
    byte[] value = new byte[1 << 20];
    byte[] entry = new byte[8 << 20];
    new Random(1).nextBytes(value);
    new Random(2).nextBytes(entry);

    memory().put(group, "large", value, LONG);
    memory().append(log, 1, entry, LONG);

    assertThat(Arrays.equals(memory().read(group).get("large"), value)).isTrue();
    assertThat(Arrays.equals(memory().readAfter(log, 0, 1).getFirst().entry(), entry)).isTrue();
  }

  @Test
  void a_log_is_read_in_order_from_any_number() {
    SharedMemory memory = memory();
    assertThat(readAfter(-1, 10)).isEmpty();
    for (long number : List.of(0L, 1L, 2L, 9L, 10L, 1_000_000L, (1L << 53) - 1)) {
      memory.append(log, number, bytes("e" + number), LONG);
    }
    memory.put(log, "a group of the same name", bytes("x"), LONG);

    assertThat(readAfter(-1, 3)).containsExactly("0 e0", "1 e1", "2 e2");
    assertThat(readAfter(2, 3)).containsExactly("9 e9", "10 e10", "1000000 e1000000");
    assertThat(readAfter(5, 1)).containsExactly("9 e9");
    assertThat(readAfter(1_000_000, 100)).containsExactly("9007199254740991 e9007199254740991");
    assertThat(readAfter((1L << 53) - 1, 100)).isEmpty();
    assertThat(readAfter(Long.MAX_VALUE, 100)).isEmpty();
    assertThat(readAfter(Long.MIN_VALUE, 100)).hasSize(7);
    assertThat(memory.readAfter(log + "x", 0, 100)).isEmpty();
    memory.removeAll(log);
    assertThat(readAfter(-1, 100)).hasSize(7);
  }

  @Test
  void an_entry_that_is_appended_again_is_there_once() {
    memory().append(log, 1, bytes("same"), LONG);
    memory().append(log, 2, bytes("same"), LONG);
    memory().append(log, 1, bytes("same"), LONG);
    memory().append(log, 2, bytes("other"), LONG);

    assertThat(readAfter(0, 10)).containsExactly("1 same", "2 other");
  }

  @Test
  void a_log_is_trimmed_from_its_beginning() {
    for (int number = 1; number <= 10; number++) {
      memory().append(log, number, bytes("e"), LONG);
    }

    memory().trim(log, 0);
    memory().trim(log, -5);
    memory().trim(log + "x", 5);
    assertThat(readAfter(0, 100)).hasSize(10);
    memory().trim(log, 7);
    assertThat(readAfter(0, 100)).containsExactly("8 e", "9 e", "10 e");
    memory().trim(log, Long.MAX_VALUE);
    assertThat(readAfter(0, 100)).isEmpty();
    memory().append(log, 11, bytes("e"), LONG);
    assertThat(readAfter(0, 100)).containsExactly("11 e");
  }

  @Test
  void a_log_lives_as_long_as_its_entries_want_and_is_forgotten_as_a_whole() {
    String lasting = log;
    String passing = log + "/passing";
    memory().append(lasting, 1, bytes("1"), SHORT);
    memory().append(lasting, 2, bytes("2"), LONG);
    memory().append(lasting, 3, bytes("3"), SHORT);
    memory().append(passing, 1, bytes("1"), SHORT);
    memory().append(passing, 2, bytes("2"), SHORT);

    outlive();

    assertThat(readAfter(0, 10)).containsExactly("1 1", "2 2", "3 3");
    assertThat(memory().readAfter(passing, 0, 10)).isEmpty();
    memory().append(passing, 3, bytes("3"), LONG);
    assertThat(memory().readAfter(passing, 0, 10)).extracting(Numbered::number).containsExactly(3L);
  }

  @Test
  void workers_that_write_at_once_lose_nothing_of_each_other() throws Exception {
    List<Future<Boolean>> writers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        int writer = i;
        writers.add(
            threads.submit(() -> {
              SharedMemory memory = memory();
              memory.put(group, "key " + writer, bytes("" + writer), LONG);
              memory.put(group, "all", bytes("" + writer), LONG);
              memory.append(log, writer, bytes("" + writer), LONG);
              memory.read(group);
              return true;
            }));
      }
      for (Future<Boolean> writer : writers) {
        assertThat(writer.get()).isTrue();
      }
    }

    assertThat(read(group)).hasSize(41);
    assertThat(readAfter(-1, 100)).hasSize(40);
  }

  @Test
  protected void a_group_that_is_removed_while_it_is_written_is_gone_or_new_and_never_broken()
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int worker = i;
        all.add(
            threads.submit(() -> {
              SharedMemory memory = memory();
              for (int n = 0; n < 25; n++) {
                if (worker % 2 == 0) {
                  memory.put(group, "key " + worker, bytes("" + n), LONG);
                } else {
                  memory.removeAll(group);
                }
              }
              return true;
            }));
      }
      for (Future<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
    }
    memory().put(group, "last", bytes("x"), LONG);
    assertThat(read(group)).containsKey("last");
    memory().removeAll(group);
    assertThat(read(group)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "é", "a\u0000", "{tag}", "*", "line\nbreak"})
  void names_of_other_characters_are_refused(String name) {
    SharedMemory memory = memory();
    for (String bad : List.of(name, name + "x".repeat(201))) {
      List<Runnable> groups =
          List.of(
              () -> memory.put(bad, "k", bytes("v"), LONG),
              () -> memory.remove(bad, "k"),
              () -> memory.removeAll(bad),
              () -> memory.read(bad));
      List<Runnable> logs =
          List.of(
              () -> memory.append(bad, 1, bytes("v"), LONG),
              () -> memory.readAfter(bad, 1, 1),
              () -> memory.trim(bad, 1));
      groups.forEach(call -> refused(call, "A group is named by 1 to 200 characters"));
      logs.forEach(call -> refused(call, "A log is named by 1 to 200 characters"));
    }
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void what_is_out_of_bounds_is_refused_with_the_bound() {
    SharedMemory memory = memory();
    byte[] one = {1};

    refused(() -> memory.put(group, "", one, LONG), "A key has 1 to 2048 characters, this has 0");
    refused(() -> memory.remove(group, ""), "A key has 1 to 2048 characters, this has 0");
    refused(
        () -> memory.put(group, "k".repeat(2049), one, LONG),
        "A key has 1 to 2048 characters, this has 2049");
    refused(
        () -> memory.put(group, "k", new byte[(1 << 20) + 1], LONG),
        "A value has at most 1048576 bytes, this has 1048577");
    refused(
        () -> memory.append(log, 1, new byte[(8 << 20) + 1], LONG),
        "An entry has at most 8388608 bytes, this has 8388609");
    refused(() -> memory.append(log, -1, one, LONG), "Entries of a log are numbered from 0");
    refused(() -> memory.append(log, 1L << 53, one, LONG), "Entries of a log are numbered from 0");
    refused(() -> memory.readAfter(log, 1, 0), "At least one entry is read, not 0");
    refused(
        () -> memory.put(group, "k", one, Duration.ZERO),
        "What is remembered lives for a while, not for PT0S");
    refused(
        () -> memory.append(log, 1, one, Duration.ofSeconds(-1)),
        "What is remembered lives for a while, not for PT-1S");
    assertThat(read(group)).isEmpty();
  }

  @Test
  void a_life_may_be_as_short_and_as_long_as_can_be_said() {
    memory().put(group, "k", bytes("v"), Duration.ofSeconds(Long.MAX_VALUE));
    memory().append(log, 1, bytes("v"), Duration.ofNanos(1));
    memory().append(log, 2, bytes("v"), Duration.ofSeconds(Long.MAX_VALUE));

    outlive();

    assertThat(read(group)).hasSize(1);
    assertThat(readAfter(0, 10)).contains("2 v");
  }
}
