package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.server.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches begin with the first subscriber of a URI and end with the last. */
@Timeout(30)
class WatchersTest {
  private final List<String> events = java.util.Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Runnable> changed = new ConcurrentHashMap<>();

  private AutoCloseable watch(String uri, Runnable change) {
    events.add("+" + uri);
    changed.put(uri, change);
    return () -> events.add("-" + uri);
  }

  private static McpServer server(Resource.Watcher watcher) {
    return McpServer.builder("t", "1")
        .add(ResourceTemplate.at("test:{x}").watch(watcher).handler((in, call) -> ""))
        .build();
  }

  private static Answer open(McpServer server, int id, String... uris) {
    return new Wire(server)
        .send(
            Wire.request(
                id,
                "subscriptions/listen",
                q(
                    "{'notifications':{'toolsListChanged':true,'resourceSubscriptions':['%s']}}"
                        .formatted(String.join("','", uris)))));
  }

  private static Answer acknowledged(Answer answer) {
    await().until(() -> !answer.notifications().isEmpty());
    return answer;
  }

  @Test
  void a_uri_is_watched_once_for_all_its_subscribers() {
    McpServer server = server(this::watch);
    Answer first = acknowledged(open(server, 1, "test:a", "test:b"));
    Answer second = acknowledged(open(server, 2, "test:a"));
    assertThat(events).containsExactly("+test:a", "+test:b");
    changed.get("test:a").run();
    assertThat(first.methods()).contains("notifications/resources/updated");
    assertThat(second.methods()).contains("notifications/resources/updated");

    first.exchange.cancel();
    assertThat(events).containsExactly("+test:a", "+test:b", "-test:b");
    changed.get("test:a").run();
    assertThat(second.notifications()).hasSize(3);
    second.exchange.cancel();
    assertThat(events).endsWith("-test:a").hasSize(4);
    changed.get("test:a").run();

    acknowledged(open(server, 3, "test:a")).exchange.cancel();
    assertThat(events).endsWith("+test:a", "-test:a").hasSize(6);
  }

  @Test
  void a_drain_ends_the_watches() {
    McpServer server = server(this::watch);
    acknowledged(open(server, 1, "test:a"));
    acknowledged(open(server, 2, "test:a", "test:b"));
    server.drain();
    assertThat(events).containsExactlyInAnyOrder("+test:a", "+test:b", "-test:a", "-test:b");
  }

  @Test
  void a_change_during_the_opening_comes_after_the_acknowledgement() {
    McpServer server =
        server((uri, change) -> {
          change.run();
          change.run();
          return () -> {};
        });
    Answer answer = acknowledged(open(server, 1, "test:a"));
    assertThat(answer.methods())
        .containsExactly(
            "notifications/subscriptions/acknowledged", "notifications/resources/updated");
  }

  @Test
  void a_watch_that_cannot_begin_is_not_honoured_and_leaves_the_rest_of_the_subscription() {
    McpServer server =
        server((uri, change) -> {
          throw new java.io.IOException("no more watches");
        });
    Answer answer = acknowledged(open(server, 1, "test:a"));
    server.notifications().resourceUpdated("test:a");
    server.notifications().toolsChanged();
    assertThat(answer.methods())
        .containsExactly(
            "notifications/subscriptions/acknowledged", "notifications/tools/list_changed");
    assertThat(answer.notifications().getFirst().at("/params/notifications").toString())
        .isEqualTo("{\"toolsListChanged\":true}");
    answer.exchange.cancel();
  }

  @Test
  void a_watch_whose_end_fails_harms_no_one() {
    McpServer server =
        server((uri, change) ->
            () -> {
              throw new java.io.IOException("cannot end");
            });
    Answer first = acknowledged(open(server, 1, "test:a"));
    Answer second = acknowledged(open(server, 2, "test:b"));
    server.drain();
    assertThat(first.isEnded()).isTrue();
    assertThat(second.isEnded()).isTrue();
  }

  @Test
  void a_client_that_leaves_during_the_opening_leaves_no_watch_behind() throws Exception {
    CountDownLatch watching = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger open = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    McpServer server =
        server((uri, change) -> {
          open.incrementAndGet();
          begun.incrementAndGet();
          watching.countDown();
          go.await();
          return open::decrementAndGet;
        });
    Answer answer = open(server, 1, "test:a", "test:b");
    watching.await();
    Thread leaving = Thread.startVirtualThread(() -> answer.exchange.cancel());
    assertThat(leaving.join(java.time.Duration.ofSeconds(5)))
        .as("leaving does not wait for a watcher")
        .isTrue();
    go.countDown();
    await().atMost(5, TimeUnit.SECONDS).until(() -> open.get() == 0);
    assertThat(answer.notifications()).isEmpty();
    assertThat(begun.get()).isBetween(1, 2);
  }

  @Test
  void a_slow_watcher_keeps_no_one_else_from_hearing_news() throws Exception {
    CountDownLatch watching = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    McpServer server =
        server((uri, change) -> {
          if (slow.get()) {
            watching.countDown();
            go.await();
          }
          return () -> {};
        });
    Answer quick = acknowledged(open(server, 1, "test:quick"));
    slow.set(true);
    Answer waiting = open(server, 2, "test:slow");
    watching.await();
    Thread news =
        Thread.startVirtualThread(() -> server.notifications().resourceUpdated("test:quick"));
    assertThat(news.join(java.time.Duration.ofSeconds(5))).isTrue();
    assertThat(quick.methods()).endsWith("notifications/resources/updated");
    go.countDown();
    acknowledged(waiting);
  }
}
