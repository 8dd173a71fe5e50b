package dev.waybill.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.SessionLimits;
import dev.waybill.server.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Streams for what belongs to no request. */
@Timeout(60)
class NewsTest {
  private final Workers workers = new Workers();

  @AfterEach
  void close() {
    workers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
  void a_stream_tells_that_lists_changed(String version) throws Exception {
    HttpEndpoint endpoint = workers.start();
    try (Answer news = Peer.of(endpoint).opened(version, "{}").get()) {
      assertThat(news.status()).isEqualTo(200);
      assertThat(news.isStream()).isTrue();
      workers
          .server(0)
          .change(change ->
              change
                  .add(Tool.named("new").handler((in, call) -> ""))
                  .add(Prompt.named("new").handler((in, call) -> ""))
                  .add(Resource.at("test:new").handler(call -> "")));
      for (String list : new String[] {"tools", "prompts", "resources"}) {
        assertThat(news.message().json())
            .hasToString(
                Peer.q("{'jsonrpc':'2.0','method':'notifications/" + list + "/list_changed'}"));
      }
    }
  }

  @Test
  void only_the_newest_revision_gets_an_event_without_data() throws Exception {
    HttpEndpoint endpoint = workers.start();
    try (Answer primed = Peer.of(endpoint).opened("2025-11-25", "{}").get();
        Answer plain = Peer.of(endpoint).opened("2025-06-18", "{}").get()) {
      Answer.Event first = primed.event();
      assertThat(first).isNotNull();
      assertThat(first.data()).isEmpty();
      assertThat(first.id()).isNotEmpty();
      assertThat(first.retry()).isEqualTo("1000");
      workers.server(0).notifications().toolsChanged();
      Answer.Event second = plain.event();
      assertThat(second).isNotNull();
      assertThat(second.data()).contains("tools/list_changed");
    }
  }

  @Test
  void of_several_streams_one_gets_each_message() throws Exception {
    HttpEndpoint endpoint = workers.start();
    Peer session = Peer.of(endpoint).opened("2025-11-25", "{}");
    try (Answer first = session.get();
        Answer second = session.get()) {
      first.event();
      second.event();
      workers.server(0).notifications().toolsChanged();
      assertThat(second.message().json().get("method").stringValue()).contains("tools");
      second.close();
      // The first takes over as soon as the server notices.
      Thread changing =
          Thread.startVirtualThread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
              workers.server(0).notifications().promptsChanged();
              java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
          });
      assertThat(first.message().json().get("method").stringValue()).contains("prompts");
      changing.interrupt();
      changing.join();
    }
  }

  @Test
  void a_stream_for_news_is_opened_again_with_the_id_of_its_last_event() throws Exception {
    HttpEndpoint endpoint = workers.start();
    Peer session = Peer.of(endpoint).opened("2025-11-25", "{}");
    String id;
    try (Answer news = session.get()) {
      Answer.Event event = news.event();
      assertThat(event).isNotNull();
      id = event.id();
    }
    try (Answer again = session.with("Last-Event-ID", id).get()) {
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.event()).isNotNull();
      workers.server(0).notifications().toolsChanged();
      assertThat(again.message().json().get("method").stringValue()).contains("tools");
    }
  }

  @Test
  void a_session_has_so_many_streams_and_no_more() throws Exception {
    HttpEndpoint endpoint =
        workers.start(b -> b.sessionLimits(SessionLimits.DEFAULTS.withStreams(2)));
    Peer session = Peer.of(endpoint).opened("2025-11-25", "{}");
    try (Answer one = session.get();
        Answer two = session.get();
        Answer three = session.get();
        Answer other = Peer.of(endpoint).opened("2025-11-25", "{}").get()) {
      assertThat(one.status()).isEqualTo(200);
      assertThat(two.status()).isEqualTo(200);
      assertThat(three.status()).isEqualTo(429);
      assertThat(three.header("retry-after")).isEqualTo("1");
      assertThat(three.json().at("/error/message").stringValue()).contains("2 are open");
      assertThat(other.status()).isEqualTo(200);
    }
  }

  @Test
  void a_session_is_one_when_its_first_requests_come_all_at_once() throws Exception {
    HttpEndpoint first = workers.start();
    HttpEndpoint second =
        workers.start(b -> b.sessionLimits(SessionLimits.DEFAULTS.withStreams(2)));
    for (int round = 0; round < 10; round++) {
      Peer session = Peer.of(first).opened("2025-11-25", "{}").at(second);
      Queue<Answer> answers = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            Thread.startVirtualThread(() -> {
              try {
                answers.add(session.get());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      int open = 0;
      for (Answer answer : answers) {
        open += answer.status() == 200 ? 1 : 0;
        answer.close();
      }
      assertThat(answers).hasSize(8);
      assertThat(open).isEqualTo(2);
    }
  }

  @Test
  void a_resource_that_is_not_there_cannot_be_subscribed_to() throws Exception {
    HttpEndpoint endpoint = workers.start();
    Peer session = Peer.of(endpoint).opened("2025-11-25", "{}");
    JsonNode response = session.ask(Peer.request(1, "resources/subscribe", "{'uri':'test:no'}"));
    assertThat(response.at("/error/code").intValue()).isEqualTo(-32002);
    assertThat(response.at("/error/data/uri").stringValue()).isEqualTo("test:no");
  }

  @Test
  void a_session_has_so_many_subscriptions_and_no_more() throws Exception {
    Peer session = Peer.of(workers.start()).opened("2025-11-25", "{}");
    for (int i = 0; i < 256; i++) {
      assertThat(subscribe(session, i).has("result")).isTrue();
    }
    assertThat(subscribe(session, 256).at("/error/message").stringValue())
        .contains("Too many subscriptions");
    assertThat(subscribe(session, 7).has("result")).isTrue();
  }

  private static JsonNode subscribe(Peer session, int item) throws Exception {
    return session.ask(
        Peer.request(item, "resources/subscribe", "{'uri':'test:item/" + item + "'}"));
  }

  @Test
  void unsubscribing_from_what_was_not_subscribed_to_is_fine() throws Exception {
    Peer session = Peer.of(workers.start()).opened("2025-11-25", "{}");
    assertThat(
            session.ask(Peer.request(1, "resources/unsubscribe", "{'uri':'test:a'}")).get("result"))
        .hasToString("{}");
  }
}
