package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Backplane;
import dev.waybill.server.SharedMemory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A session belongs to no worker. */
@Timeout(60)
class WorkersTest {
  private static final String PING = Peer.request(1, "ping", "{}");

  /** A backplane that can lose messages. */
  private static final class Lossy implements Backplane {
    private final Backplane sound = Backplane.local();
    volatile boolean loses;

    @Override
    public void publish(String channel, byte[] message) {
      if (!loses) {
        sound.publish(channel, message);
      }
    }

    @Override
    public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
      return sound.listen(channel, listener);
    }

    @Override
    public SharedMemory memory() {
      return sound.memory();
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  private final Lossy backplane = new Lossy();
  private final Workers workers = new Workers(backplane);
  private final HttpEndpoint one = workers.start();
  private final HttpEndpoint two = workers.start();

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void any_worker_knows_a_session_and_those_that_never_saw_it_do_too() throws Exception {
    Peer session = Peer.of(one).opened("2025-06-18", "{}");
    assertThat(text(session.at(two).ask(Peer.call(1, "echo", "{'text':'two'}")))).isEqualTo("two");
    one.close();
    HttpEndpoint three = workers.start();
    assertThat(text(session.at(three).ask(Peer.call(1, "echo", "{'text':'new'}"))))
        .isEqualTo("new");
  }

  @Test
  void a_question_is_answered_at_another_worker() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{'elicitation':{},'sampling':{},'roots':{}}");
    try (Answer call = session.post(Peer.call(1, "form", "{}"))) {
      String ada =
          Peer.answer(call.message().json(), "{'action':'accept','content':{'name':'Ada'}}");
      assertThat(session.at(two).tell(ada)).isEqualTo(202);
      assertThat(text(call.message().json())).isEqualTo("Hello Ada");
    }
    try (Answer call = session.at(two).post(Peer.call(2, "sample", "{}"))) {
      String four =
          Peer.answer(
              call.message().json(),
              "{'role':'assistant','model':'m','content':{'type':'text','text':'4'}}");
      assertThat(session.tell(four)).isEqualTo(202);
      assertThat(text(call.message().json())).contains("\"text\":\"4\"");
    }
    try (Answer call = session.post(Peer.call(3, "roots", "{}"))) {
      String root = Peer.answer(call.message().json(), "{'roots':[{'uri':'file:///a'}]}");
      assertThat(session.at(two).tell(root)).isEqualTo(202);
      assertThat(text(call.message().json())).isEqualTo("[file:///a]");
    }
  }

  @Test
  void a_call_is_cancelled_at_another_worker() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    try (Answer call = session.post(Peer.call("c", "wait", "{}"))) {
      workers.features.waiting.await();
      String cancel = Peer.notification("notifications/cancelled", "{'requestId':'c'}");
      assertThat(session.at(two).tell(cancel)).isEqualTo(202);
      assertThat(workers.features.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(call.messages()).noneMatch(message -> message.has("id"));
    }
  }

  @Test
  void a_level_set_at_one_worker_holds_at_the_others() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    assertThat(logged(session.at(two))).isEqualTo(2);
    session.ask(Peer.request(1, "logging/setLevel", "{'level':'error'}"));
    assertThat(logged(session)).isEqualTo(1);
    assertThat(logged(session.at(two))).isEqualTo(1);
    HttpEndpoint three = workers.start();
    assertThat(logged(session.at(three))).isEqualTo(1);
  }

  private static int logged(Peer session) throws Exception {
    try (Answer call = session.post(Peer.call(9, "log", "{}"))) {
      return call.messages().size() - 1;
    }
  }

  @Test
  void a_level_is_learnt_of_later_when_the_message_is_lost() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    assertThat(logged(session.at(two))).isEqualTo(2);
    backplane.loses = true;
    session.ask(Peer.request(1, "logging/setLevel", "{'level':'error'}"));
    assertThat(logged(session.at(two))).isEqualTo(2);
    workers.clock.advance(Duration.ofSeconds(31));
    await().atMost(Duration.ofSeconds(30)).until(() -> logged(session.at(two)) == 1);
  }

  @Test
  void a_session_that_was_ended_ends_everywhere() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    try (Answer news = session.at(two).get();
        Answer call = session.at(two).post(Peer.call(1, "wait", "{}"))) {
      workers.features.waiting.await();
      try (Answer delete = session.delete()) {
        assertThat(delete.status()).isEqualTo(204);
      }
      assertThat(news.messages()).isEmpty();
      assertThat(workers.features.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(call.messages()).noneMatch(message -> message.has("id"));
    }
    assertThat(session.at(two).tell(PING)).isEqualTo(404);
    assertThat(session.at(workers.start()).tell(PING)).isEqualTo(404);
  }

  @Test
  void the_end_of_a_session_is_learnt_of_when_the_message_is_lost() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    assertThat(session.at(two).tell(PING)).isEqualTo(200);
    backplane.loses = true;
    session.delete().close();
    // A worker that never saw it reads it at once; one that knows it looks again after a while.
    assertThat(session.at(workers.start()).tell(PING)).isEqualTo(404);
    workers.clock.advance(Duration.ofSeconds(31));
    await().atMost(Duration.ofSeconds(30)).until(() -> session.at(two).tell(PING) == 404);
  }

  @Test
  void use_of_one_worker_keeps_a_session_alive_at_the_others() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    assertThat(session.at(two).tell(PING)).isEqualTo(200);
    for (int i = 0; i < 4; i++) {
      workers.clock.advance(Duration.ofMinutes(40));
      assertThat(session.tell(PING)).isEqualTo(200);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> session.at(two).tell(PING) == 200);
  }

  @Test
  void subscriptions_made_at_one_worker_are_heard_on_the_stream_of_another() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    try (Answer news = session.at(two).get()) {
      news.event();
      session.ask(Peer.request(1, "resources/subscribe", "{'uri':'test:a'}"));
      JsonNode heard = updated(1, news);
      assertThat(heard.get("method").stringValue()).isEqualTo("notifications/resources/updated");
      assertThat(heard.at("/params/uri").stringValue()).isEqualTo("test:a");
      session.ask(Peer.request(2, "resources/unsubscribe", "{'uri':'test:a'}"));
      workers.server(1).notifications().resourceUpdated("test:a");
      workers.server(1).notifications().toolsChanged();
      JsonNode next = news.message().json();
      while (next.at("/params/uri").stringValue("").equals("test:a")) {
        next = news.message().json();
      }
      assertThat(next.get("method").stringValue()).isEqualTo("notifications/tools/list_changed");
    }
  }

  /** Changes a resource until someone hears of it: subscribing takes a moment elsewhere. */
  private JsonNode updated(int worker, Answer news) throws Exception {
    Thread changing =
        Thread.startVirtualThread(() -> {
          while (!Thread.currentThread().isInterrupted()) {
            workers.server(worker).notifications().resourceUpdated("test:a");
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
          }
        });
    try {
      return news.message().json();
    } finally {
      changing.interrupt();
      changing.join();
    }
  }

  @Test
  void subscriptions_outlive_the_stream_and_the_worker() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    session.ask(Peer.request(1, "resources/subscribe", "{'uri':'test:a'}"));
    HttpEndpoint three = workers.start();
    try (Answer news = session.at(three).get()) {
      news.event();
      assertThat(updated(2, news).at("/params/uri").stringValue()).isEqualTo("test:a");
    }
  }

  @Test
  void a_worker_that_goes_down_ends_its_streams_and_the_session_goes_on() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    try (Answer news = session.get()) {
      news.event();
      Thread drain = Thread.startVirtualThread(() -> one.drain(Duration.ofSeconds(20)));
      assertThat(news.messages()).isEmpty();
      assertThat(drain.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(text(session.at(two).ask(Peer.call(1, "echo", "{'text':'on'}")))).isEqualTo("on");
    try (Answer news = session.at(two).get()) {
      assertThat(news.status()).isEqualTo(200);
    }
  }
}
