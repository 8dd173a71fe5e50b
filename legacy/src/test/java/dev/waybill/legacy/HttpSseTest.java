package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import dev.waybill.server.SessionLimits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The transport of 2024-11-05. */
@Timeout(60)
class HttpSseTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Workers workers = new Workers();
  private final HttpEndpoint one = workers.start(b -> b.eras(Eras.all().withHttpSse()));
  private final HttpEndpoint two = workers.start(b -> b.eras(Eras.all().withHttpSse()));

  @AfterEach
  void close() {
    workers.close();
  }

  private static String address(Answer stream) throws Exception {
    assertThat(stream.status()).isEqualTo(200);
    Answer.Event endpoint = stream.message();
    assertThat(endpoint.type()).isEqualTo("endpoint");
    assertThat(endpoint.data()).startsWith("/mcp?sessionId=");
    return endpoint.data();
  }

  /** Sends a message to the address of a stream; answers come on the stream. */
  private static int send(HttpEndpoint worker, String address, String message) throws Exception {
    try (Answer answer = Peer.of(worker).post(address, message)) {
      assertThat(answer.body().isEmpty()).isEqualTo(answer.status() == 202);
      return answer.status();
    }
  }

  private String opened(Answer stream, String capabilities) throws Exception {
    String address = address(stream);
    assertThat(send(one, address, Peer.initialize("2024-11-05", capabilities))).isEqualTo(202);
    JsonNode result = stream.message().json().get("result");
    assertThat(result.get("protocolVersion").stringValue()).isEqualTo("2024-11-05");
    assertThat(send(one, address, Peer.notification("notifications/initialized", "{}")))
        .isEqualTo(202);
    return address;
  }

  @Test
  void everything_comes_on_the_stream() throws Exception {
    try (Answer stream = Peer.of(one).get()) {
      String address = opened(stream, "{}");
      assertThat(send(one, address, Peer.call(1, "echo", "{'text':'hi'}"))).isEqualTo(202);
      assertThat(text(stream.message().json())).isEqualTo("hi");
      assertThat(send(one, address, Peer.request("p", "ping", "{}"))).isEqualTo(202);
      assertThat(stream.message().data())
          .isEqualTo(Peer.q("{'jsonrpc':'2.0','id':'p','result':{}}"));
      assertThat(send(one, address, Peer.request(2, "no/such", "{}"))).isEqualTo(202);
      assertThat(stream.message().json().at("/error/code").intValue()).isEqualTo(-32601);
      assertThat(workers.counted).containsEntry("2024-11-05 tools/call", 1);
    }
  }

  @Test
  void messages_may_be_sent_to_any_worker() throws Exception {
    try (Answer stream = Peer.of(one).get()) {
      String address = address(stream);
      assertThat(send(two, address, Peer.initialize("2024-11-05", "{'roots':{}}"))).isEqualTo(202);
      assertThat(stream.message().json().has("result")).isTrue();
      assertThat(send(one, address, Peer.call(1, "echo", "{'text':'1'}"))).isEqualTo(202);
      assertThat(text(stream.message().json())).isEqualTo("1");
      assertThat(send(two, address, Peer.call(2, "roots", "{}"))).isEqualTo(202);
      JsonNode question = stream.message().json();
      assertThat(send(one, address, Peer.answer(question, "{'roots':[]}"))).isEqualTo(202);
      assertThat(text(stream.message().json())).isEqualTo("[]");
      HttpEndpoint three = workers.start(b -> b.eras(Eras.all().withHttpSse()));
      assertThat(send(three, address, Peer.call(3, "echo", "{'text':'3'}"))).isEqualTo(202);
      assertThat(text(stream.message().json())).isEqualTo("3");
    }
  }

  @Test
  void progress_and_changes_come_on_it_too() throws Exception {
    try (Answer stream = Peer.of(one).get()) {
      String address = opened(stream, "{}");
      send(
          two,
          address,
          Peer.request(1, "tools/call", "{'name':'progress','_meta':{'progressToken':'t'}}"));
      assertThat(stream.message().json().get("method").stringValue()).endsWith("progress");
      assertThat(text(stream.message().json())).isEqualTo("done");
      send(two, address, Peer.request(2, "resources/subscribe", "{'uri':'test:a'}"));
      assertThat(stream.message().json().has("result")).isTrue();
      Thread changing =
          Thread.startVirtualThread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
              workers.server(0).notifications().resourceUpdated("test:a");
              java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
          });
      assertThat(stream.message().json().at("/params/uri").stringValue()).isEqualTo("test:a");
      changing.interrupt();
      changing.join();
    }
  }

  @Test
  void calls_and_the_session_end_with_the_stream() throws Exception {
    String address;
    try (Answer stream = Peer.of(one).get()) {
      address = opened(stream, "{}");
      send(two, address, Peer.call(1, "wait", "{}"));
      workers.features.waiting.await();
    }
    assertThat(workers.features.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    await().atMost(LONG).until(() -> send(two, address, Peer.request(2, "ping", "{}")) == 404);
    assertThat(send(workers.start(b -> b.eras(Eras.all().withHttpSse())), address, "{}"))
        .isEqualTo(400);
  }

  @Test
  void a_call_is_cancelled_at_another_worker() throws Exception {
    try (Answer stream = Peer.of(one).get()) {
      String address = opened(stream, "{}");
      send(one, address, Peer.call(1, "wait", "{}"));
      workers.features.waiting.await();
      send(two, address, Peer.notification("notifications/cancelled", "{'requestId':1}"));
      assertThat(workers.features.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_session_may_rest_for_as_long_as_its_stream_is_open() throws Exception {
    try (Answer stream = Peer.of(one).get()) {
      String address = opened(stream, "{}");
      workers.clock.advance(Duration.ofHours(3));
      assertThat(send(two, address, Peer.call(1, "echo", "{'text':'hi'}"))).isEqualTo(202);
      assertThat(text(stream.message().json())).isEqualTo("hi");
    }
  }

  @Test
  void what_is_wrong_is_refused() throws Exception {
    try (Answer stream = Peer.of(one).get()) {
      String address = address(stream);
      String ping = Peer.request(1, "ping", "{}");
      assertThat(send(one, "/mcp?sessionId=none", ping)).isEqualTo(404);
      assertThat(send(one, address.substring(0, address.length() - 3) + "AAA", ping))
          .isEqualTo(404);
      assertThat(send(one, address, Peer.notification("notifications/initialized", "{}")))
          .isEqualTo(400);
      assertThat(send(one, address, "[" + ping + "]")).isEqualTo(400);
      assertThat(send(one, address, "{}")).isEqualTo(400);
      assertThat(send(one, address, "{")).isEqualTo(400);
      assertThat(send(one, address, Peer.call(1, "echo", "{'text':'x'}"))).isEqualTo(202);
      assertThat(stream.message().json().at("/error/message").stringValue())
          .contains("initialize comes first");
      assertThat(send(one, address, Peer.request(2, "initialize", "{}"))).isEqualTo(202);
      assertThat(stream.message().json().at("/error/code").intValue()).isEqualTo(-32602);
      assertThat(send(one, address, Peer.initialize("2024-11-05", "{}"))).isEqualTo(202);
      assertThat(stream.message().json().has("result")).isTrue();
      assertThat(send(one, address, Peer.initialize("2024-11-05", "{}"))).isEqualTo(202);
      assertThat(stream.message().json().at("/error/message").stringValue())
          .contains("initialized already");
      assertThat(send(one, address, Peer.q("{'jsonrpc':'2.0','id':'never','result':{}}")))
          .isEqualTo(400);
      try (Answer other =
          Peer.of(one).with("MCP-Protocol-Version", "2025-06-18").post(address, ping)) {
        assertThat(other.status()).isEqualTo(400);
      }
    }
  }

  @Test
  void the_address_of_another_principal_is_unknown() throws Exception {
    HttpEndpoint guarded = workers.start(b -> b.eras(Eras.all().withHttpSse()), true);
    Peer alice = Peer.of(guarded).with("Authorization", "Bearer alice");
    try (Answer stream = alice.get()) {
      String address = address(stream);
      String open = Peer.initialize("2024-11-05", "{}");
      assertThat(send(one, address, open)).isEqualTo(404);
      try (Answer mallory = alice.with("Authorization", "Bearer mallory").post(address, open)) {
        assertThat(mallory.status()).isEqualTo(404);
      }
      try (Answer own = alice.post(address, open)) {
        assertThat(own.status()).isEqualTo(202);
      }
      assertThat(stream.message().json().has("result")).isTrue();
    }
  }

  @Test
  void a_principal_has_so_many_streams_and_no_more() throws Exception {
    HttpEndpoint guarded =
        workers.start(
            b ->
                b.eras(Eras.all().withHttpSse())
                    .sessionLimits(SessionLimits.DEFAULTS.withSessions(100, 1)),
            true);
    Peer alice = Peer.of(guarded).with("Authorization", "Bearer alice");
    try (Answer first = alice.get();
        Answer second = alice.get();
        Answer bob = alice.with("Authorization", "Bearer bob").get()) {
      assertThat(first.status()).isEqualTo(200);
      assertThat(second.status()).isEqualTo(429);
      assertThat(bob.status()).isEqualTo(200);
    }
  }

  @Test
  void a_worker_that_goes_down_ends_its_streams() throws Exception {
    try (Answer early = Peer.of(one).get();
        Answer stream = Peer.of(one).get()) {
      address(early);
      opened(stream, "{}");
      Thread drain = Thread.startVirtualThread(() -> one.drain(Duration.ofSeconds(20)));
      assertThat(early.messages()).isEmpty();
      assertThat(stream.messages()).isEmpty();
      assertThat(drain.join(LONG)).isTrue();
    }
  }

  @Test
  void it_is_served_beside_streamable_http_and_only_where_switched_on() throws Exception {
    Peer session = Peer.of(one).opened("2025-11-25", "{}");
    assertThat(text(session.ask(Peer.call(1, "echo", "{'text':'new'}")))).isEqualTo("new");
    try (Answer news = session.get()) {
      Answer.Event first = news.event();
      assertThat(first).isNotNull();
      assertThat(first.type()).isEmpty();
    }
    try (Answer off = Peer.of(workers.start()).get()) {
      assertThat(off.status()).isEqualTo(400);
    }
  }
}
