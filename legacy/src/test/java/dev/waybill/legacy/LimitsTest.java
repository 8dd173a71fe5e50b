package dev.waybill.legacy;

import static dev.waybill.legacy.HandshakeTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Backplane;
import dev.waybill.server.SessionLimits;
import dev.waybill.server.SharedMemory;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitsTest {
  private static final String PING = Peer.request(1, "ping", "{}");

  /** A backplane that counts how often its memory is used. */
  private static final class Watched implements Backplane {
    private final Backplane plane = Backplane.local();
    final AtomicInteger uses = new AtomicInteger();
    private final SharedMemory memory =
        (SharedMemory)
            Proxy.newProxyInstance(
                SharedMemory.class.getClassLoader(),
                new Class<?>[] {SharedMemory.class},
                (self, method, arguments) -> {
                  uses.incrementAndGet();
                  return method.invoke(plane.memory(), arguments);
                });

    @Override
    public void publish(String channel, byte[] message) {
      uses.incrementAndGet();
      plane.publish(channel, message);
    }

    @Override
    public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
      return plane.listen(channel, listener);
    }

    @Override
    public SharedMemory memory() {
      return memory;
    }

    @Override
    public void close() {
      plane.close();
    }
  }

  private final Watched backplane = new Watched();
  private final Workers workers = new Workers(backplane);

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void initialize_leaves_nothing_behind() throws Exception {
    HttpEndpoint endpoint =
        workers.start(b -> b.sessionLimits(SessionLimits.DEFAULTS.withSessions(1, 1)));
    Peer peer = Peer.of(endpoint);
    for (int i = 0; i < 50; i++) {
      try (Answer answer = peer.post(Peer.initialize("2025-11-25", "{}"))) {
        assertThat(answer.status()).isEqualTo(200);
      }
    }
    assertThat(backplane.uses).hasValue(0);
  }

  @Test
  void a_principal_uses_so_many_sessions_and_no_more() throws Exception {
    HttpEndpoint endpoint =
        workers.start(b -> b.sessionLimits(SessionLimits.DEFAULTS.withSessions(100, 2)), true);
    Peer alice = Peer.of(endpoint).with("Authorization", "Bearer alice");
    Peer first = alice.opened("2025-11-25", "{}");
    Peer second = alice.opened("2025-11-25", "{}");
    assertThat(second.tell(PING)).isEqualTo(200);
    try (Answer third = alice.post(Peer.initialize("2025-11-25", "{}"))) {
      assertThat(third.status()).isEqualTo(429);
      assertThat(third.header("retry-after")).isEqualTo("1");
      assertThat(third.json().at("/error/message").stringValue())
          .contains("Too many sessions", "DELETE");
    }
    Peer bob = Peer.of(endpoint).with("Authorization", "Bearer bob").opened("2025-11-25", "{}");
    assertThat(bob.tell(PING)).isEqualTo(200);
    first.delete().close();
    assertThat(alice.opened("2025-11-25", "{}").tell(PING)).isEqualTo(200);
  }

  @Test
  void sessions_that_are_forgotten_are_read_again() throws Exception {
    HttpEndpoint endpoint =
        workers.start(b -> b.sessionLimits(SessionLimits.DEFAULTS.withSessions(2, 2)));
    Peer[] sessions = new Peer[10];
    for (int i = 0; i < sessions.length; i++) {
      sessions[i] = Peer.of(endpoint).opened("2025-11-25", "{}");
      sessions[i].ask(Peer.request(1, "logging/setLevel", "{'level':'error'}"));
    }
    for (Peer session : sessions) {
      try (Answer call = session.post(Peer.call(1, "log", "{}"))) {
        assertThat(call.messages()).hasSize(2);
      }
    }
  }

  @Test
  void an_unusable_memory_is_a_refusal_that_asks_to_try_again() throws Exception {
    Backplane away =
        new Backplane() {
          private final Backplane plane = Backplane.local();

          @Override
          public void publish(String channel, byte[] message) {
            plane.publish(channel, message);
          }

          @Override
          public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
            return plane.listen(channel, listener);
          }

          @Override
          public SharedMemory memory() {
            return (SharedMemory)
                Proxy.newProxyInstance(
                    SharedMemory.class.getClassLoader(),
                    new Class<?>[] {SharedMemory.class},
                    (self, method, arguments) -> {
                      throw new dev.waybill.server.SharedMemoryException(
                          "away", new IllegalStateException());
                    });
          }

          @Override
          public void close() {
            plane.close();
          }
        };
    try (Workers cut = new Workers(away)) {
      HttpEndpoint endpoint = cut.start();
      Peer peer = Peer.of(endpoint);
      try (Answer opened = peer.post(Peer.initialize("2025-11-25", "{}"));
          Answer answer = peer.in(opened).post(Peer.call(1, "echo", "{'text':'x'}"))) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.json().at("/error/message").stringValue()).contains("try again");
      }
    }
  }

  @Test
  void a_client_that_goes_away_leaves_its_call_running_and_nothing_else() throws Exception {
    HttpEndpoint endpoint = workers.start();
    Peer session = Peer.of(endpoint).opened("2025-11-25", "{}");
    session.post(Peer.call(1, "wait", "{}")).close();
    workers.features.waiting.await();
    workers.features.go.countDown();
    // Its id is free again when the call has ended.
    org.awaitility.Awaitility.await()
        .until(() -> text(session.ask(Peer.call(1, "echo", "{'text':'x'}"))).equals("x"));
  }
}
