package dev.waybill.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backplane does, between workers and within one. */
public abstract class BackplaneContract {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Backplane> opened = new ArrayList<>();

  /** Another worker's backplane in the fleet of this test. */
  protected abstract Backplane connect() throws Exception;

  private Backplane worker() throws Exception {
    Backplane worker = connect();
    opened.add(worker);
    return worker;
  }

  @AfterEach
  void close_workers() {
    opened.forEach(Backplane::close);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(LONG);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Keeps what it hears, as text. */
  private static final class Heard implements Consumer<byte[]> {
    final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    public void accept(byte[] message) {
      texts.add(new String(message, UTF_8));
    }
  }

  @Test
  void messages_reach_all_workers_in_their_order_and_once() throws Exception {
    Backplane one = worker();
    Heard here = new Heard();
    Heard there = new Heard();
    var listeningHere = one.listen("news", here);
    var listeningThere = worker().listen("news", there);
    List<String> sent = IntStream.range(0, 2000).mapToObj(i -> "message " + i).toList();

    sent.forEach(text -> one.publish("news", bytes(text)));

    assertThat(here.texts).containsExactlyElementsOf(sent);
    await().until(() -> there.texts.size() >= sent.size());
    assertThat(there.texts).containsExactlyElementsOf(sent);
    listeningHere.close();
    listeningThere.close();
  }

  @Test
  void a_channel_hears_only_its_own_messages() throws Exception {
    Backplane one = worker();
    Backplane other = worker();
    Heard red = new Heard();
    Heard blue = new Heard();
    var unused = other.listen("colours:red", red);
    unused = other.listen("colours:blue", blue);

    for (int i = 0; i < 100; i++) {
      one.publish("colours:red", bytes("red " + i));
      one.publish("colours:blue", bytes("blue " + i));
      one.publish("colours", bytes("neither"));
    }

    await().until(() -> red.texts.size() >= 100 && blue.texts.size() >= 100);
    assertThat(red.texts).hasSize(100).allSatisfy(text -> assertThat(text).startsWith("red"));
    assertThat(blue.texts).hasSize(100).allSatisfy(text -> assertThat(text).startsWith("blue"));
  }

  @Test
  void who_stopped_listening_hears_nothing_more_and_others_still_do() throws Exception {
    Backplane one = worker();
    Backplane other = worker();
    Heard leaving = new Heard();
    Heard staying = new Heard();
    AutoCloseable first = other.listen("news", leaving);
    AutoCloseable second = other.listen("news", leaving);
    var unused = other.listen("news", staying);

    first.close();
    first.close();
    one.publish("news", bytes("a"));
    await().until(() -> staying.texts.contains("a"));
    assertThat(leaving.texts).containsExactly("a");
    second.close();
    one.publish("news", bytes("b"));
    other.publish("news", bytes("c"));

    await().until(() -> staying.texts.containsAll(List.of("b", "c")));
    assertThat(leaving.texts).containsExactly("a");
  }

  @Test
  void a_listener_that_fails_keeps_no_other_from_hearing() throws Exception {
    Backplane one = worker();
    Backplane other = worker();
    Heard heard = new Heard();
    for (Backplane each : List.of(one, other)) {
      var unused =
          each.listen(
              "news",
              message -> {
                if (message[0] == 'a') {
                  throw new IllegalStateException("of the test");
                }
                throw new StackOverflowError("of the test");
              });
    }
    var unused = other.listen("news", heard);

    one.publish("news", bytes("a"));
    one.publish("news", bytes("b"));

    await().until(() -> heard.texts.size() == 2);
  }

  @Test
  void equal_messages_are_merged_at_most_with_those_next_to_them() throws Exception {
    Backplane one = worker();
    Heard heard = new Heard();
    var unused = worker().listen("switch", heard);

    for (int i = 0; i < 200; i++) {
      one.publish("switch", bytes("on"));
      one.publish("switch", bytes("on"));
      one.publish("other", bytes("between"));
      one.publish("switch", bytes("off"));
    }
    one.publish("switch", bytes("end"));

    await().until(() -> heard.texts.contains("end"));
    List<String> merged = new ArrayList<>();
    for (String text : heard.texts) {
      if (merged.isEmpty() || !merged.getLast().equals(text)) {
        merged.add(text);
      }
    }
    assertThat(merged).hasSize(401).startsWith("on", "off", "on").endsWith("off", "end");
  }

  /** Around the sizes that stores carry in another way, and the largest one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000, 6_000, 7_000, 7_999, 8_000, 8_001, 65_536, 8 << 20})
  void a_message_of_any_size_arrives_as_it_was_between_its_neighbours(int size) throws Exception {
    Backplane one = worker();
    List<byte[]> heard = new CopyOnWriteArrayList<>();
    var unused = worker().listen("sizes", heard::add);
    byte[] message = new byte[size];
    new Random(size).nextBytes(message);

    one.publish("sizes", bytes("before"));
    one.publish("sizes", message);
    one.publish("sizes", bytes("after"));

    await().until(() -> heard.size() == 3);
    assertThat(heard.get(0)).isEqualTo(bytes("before"));
    assertThat(Arrays.equals(heard.get(1), message)).isTrue();
    assertThat(heard.get(2)).isEqualTo(bytes("after"));
  }

  @Test
  void a_channel_may_be_named_by_200_characters() throws Exception {
    String longest = "a.b_c:d-" + "E".repeat(192);
    Backplane one = worker();
    Heard heard = new Heard();
    var unused = worker().listen(longest, heard);

    one.publish(longest, bytes("a"));
    one.publish(longest, new byte[7_000]);

    await().until(() -> heard.texts.size() == 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "a/b", "é", "a\u0000", "{tag}", "line\nbreak"})
  void channels_that_are_named_otherwise_are_refused(String name) throws Exception {
    Backplane one = worker();

    for (String channel : List.of(name, name + "x".repeat(201))) {
      assertThatThrownBy(() -> one.publish(channel, new byte[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A channel is named by 1 to 200 characters of A-Z a-z 0-9 . _ : -");
      assertThatThrownBy(() -> one.listen(channel, message -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("A channel is named by");
    }
  }

  @Test
  void a_message_of_more_than_8_mib_is_refused() throws Exception {
    Backplane one = worker();

    assertThatThrownBy(() -> one.publish("news", new byte[(8 << 20) + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A message has at most 8388608 bytes, this has 8388609");
  }

  @Test
  void many_threads_listen_publish_and_leave_at_once() throws Exception {
    Backplane one = worker();
    Backplane other = worker();
    List<Future<Boolean>> threads = new ArrayList<>();
    try (var running = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        String channel = "session:" + i % 7;
        String text = "of thread " + i;
        threads.add(
            running.submit(() -> {
              Heard heard = new Heard();
              try (AutoCloseable listening = other.listen(channel, heard)) {
                one.publish(channel, bytes(text));
                await().until(() -> heard.texts.contains(text));
              }
              return true;
            }));
      }
      for (Future<Boolean> thread : threads) {
        assertThat(thread.get()).isTrue();
      }
    }
  }

  @Test
  void what_one_worker_remembers_the_others_know() throws Exception {
    worker().memory().put("session/1", "level", bytes("debug"), LONG);

    assertThat(worker().memory().read("session/1")).containsOnlyKeys("level");
  }
}
