package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LimitsTest extends EndpointTest {
  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

  private void limit(UnaryOperator<Limits> change) {
    reopen(builder -> builder.limits(change.apply(Limits.DEFAULTS)));
  }

  @Test
  void a_body_that_is_announced_too_long_is_refused_before_it_comes() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("").replace("Content-Length: 0", "Content-Length: 4194305"));
      Wired.Response response = client.response();
      RequestHeadTest.assertRefused(response, 413);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void a_body_of_exactly_the_limit_is_taken() throws Exception {
    limit(limits -> limits.withBodyBytes(1000));
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("x".repeat(1000)));
      engine.next().end("{}");
      assertThat(client.response().status()).isEqualTo(200);
      client.write(Wired.post("x".repeat(1001)));
      assertThat(client.response().status()).isEqualTo(413);
    }
  }

  @Test
  void a_body_that_grows_too_long_in_chunks_is_refused_though_its_client_goes_on_sending()
      throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("").replace("Content-Length: 0", "Transfer-Encoding: chunked"));
      byte[] chunk = ("8000\r\n" + "x".repeat(0x8000) + "\r\n").getBytes();
      for (int i = 0; i < 160; i++) {
        client.write(chunk);
      }
      RequestHeadTest.assertRefused(client.response(), 413);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void unfinished_bodies_share_a_bounded_amount_of_memory() throws Exception {
    limit(limits -> limits.withPendingBodyBytes(1 << 20));
    String request = Wired.post("x".repeat(900_000));
    String unfinished = request.substring(0, request.length() - 1);
    try (Wired taken = new Wired(endpoint);
        Wired refused = new Wired(endpoint)) {
      taken.write(unfinished);
      // Sent at the same time, each might take the room that the other needs, and both be refused.
      await().until(() -> endpoint.pendingBodyBytes() >= 900_000);
      refused.write(unfinished);
      Wired.Response refusal = refused.response();
      RequestHeadTest.assertRefused(refusal, 503);
      assertThat(refusal.header("retry-after")).isEqualTo("1");
      taken.write("x");
      engine.next().end("{}");
      assertThat(taken.response().status()).isEqualTo(200);
      taken.write(request);
      engine.next().end("{}");
      assertThat(taken.response().status()).isEqualTo(200);
    }
  }

  @Test
  void bodies_that_wait_behind_others_count_as_well() throws Exception {
    limit(limits -> limits.withPendingBodyBytes(1_000));
    try (Wired client = new Wired(endpoint)) {
      String request = Wired.post("x".repeat(600));
      client.write(request + request + request);
      engine.next().end("{}");
      assertThat(client.response().status()).isEqualTo(200);
      engine.next().end("{}");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(503);
    }
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("1") + Wired.post("x".repeat(900)));
      Engines.Held call = engine.next();
      client.close();
      call.cancelledAfter(0);
    }
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("1") + Wired.post("x".repeat(900)));
      for (int i = 0; i < 2; i++) {
        engine.next().end("{}");
        assertThat(client.response().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void a_busy_engine_s_answer_says_when_to_try_again() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      for (int status : new int[] {429, 503}) {
        client.write(Wired.post("{}"));
        engine.next().reply.end(Engines.bytes("{}"), status);
        Wired.Response response = client.response();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("retry-after")).isEqualTo("1");
      }
    }
  }

  @Test
  void headers_and_request_lines_are_bounded() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      RequestHeadTest.assertRefused(
          client.exchange(Wired.post("{}", "X-Long: " + "y".repeat(17_000) + "\r\n")), 431);
      assertThat(client.ended()).isTrue();
    }
    try (Wired client = new Wired(endpoint)) {
      RequestHeadTest.assertRefused(
          client.exchange(Wired.post("{}", "X-Short: y\r\n".repeat(2_000))), 431);
      assertThat(client.ended()).isTrue();
    }
    try (Wired client = new Wired(endpoint)) {
      RequestHeadTest.assertRefused(
          client.exchange(HEALTH.replace("/healthz", "/" + "y".repeat(9_000))), 414);
      assertThat(client.ended()).isTrue();
    }
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}", "X-Fits: " + "y".repeat(15_000) + "\r\n"));
      engine.next().end("{}");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void headers_that_come_too_slowly_time_out() throws Exception {
    limit(limits -> limits.withHeaderTime(Duration.ofMillis(300)));
    try (Wired client = new Wired(endpoint)) {
      client.write("POST /mcp HTTP/1.1\r\nHost:");
      RequestHeadTest.assertRefused(client.response(), 408);
      assertThat(client.ended()).isTrue();
    }
    try (Wired client = new Wired(endpoint)) {
      client.write(HEALTH.replace("GET", "HEAD"));
      assertThat(client.head().status()).isEqualTo(200);
      client.write("POST /mcp HTTP/1.1\r\n");
      RequestHeadTest.assertRefused(client.response(), 408);
    }
    try (Wired silent = new Wired(endpoint)) {
      assertThat(silent.ended()).isTrue();
    }
  }

  @Test
  void a_body_that_comes_too_slowly_times_out() throws Exception {
    limit(limits -> limits.withBodyTime(Duration.ofMillis(300)));
    try (Wired client = new Wired(endpoint)) {
      String request = Wired.post("x".repeat(100_000));
      client.write(request.substring(0, request.length() - 50_000));
      RequestHeadTest.assertRefused(client.response(), 408);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void a_body_that_trickles_in_times_out_as_well() throws Exception {
    limit(limits -> limits.withBodyTime(Duration.ofMillis(300)));
    try (Wired client = new Wired(endpoint)) {
      String request = Wired.post("x".repeat(100_000));
      int sent = request.length() - 99_000;
      client.write(request.substring(0, sent));
      while (client.in.available() == 0 && sent < request.length()) {
        client.write(request.substring(sent, ++sent));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      RequestHeadTest.assertRefused(client.response(), 408);
    }
  }

  @Test
  void an_idle_connection_is_closed_and_a_busy_one_is_not() throws Exception {
    limit(limits -> limits.withIdleTime(Duration.ofMillis(300)));
    try (Wired idle = new Wired(endpoint);
        Wired busy = new Wired(endpoint)) {
      assertThat(idle.exchange(HEALTH).status()).isEqualTo(200);
      busy.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      assertThat(idle.ended()).isTrue();
      await()
          .during(Duration.ofMillis(600))
          .atMost(Duration.ofSeconds(5))
          .until(() -> call.cancelled.getCount() == 1);
      call.end("{}");
      assertThat(busy.response().status()).isEqualTo(200);
    }
  }

  @Test
  void connections_past_the_limit_are_closed_and_room_is_made_when_others_go() throws Exception {
    limit(limits -> limits.withConnections(2));
    try (Wired first = new Wired(endpoint)) {
      assertThat(first.exchange(HEALTH).status()).isEqualTo(200);
      try (Wired second = new Wired(endpoint)) {
        assertThat(second.exchange(HEALTH).status()).isEqualTo(200);
        assertThat(endpoint.connections()).isEqualTo(2);
        try (Wired third = new Wired(endpoint)) {
          assertThatThrownBy(() -> third.exchange(HEALTH)).isInstanceOf(IOException.class);
        }
      }
      await().atMost(5, TimeUnit.SECONDS).until(() -> endpoint.connections() == 1);
      try (Wired next = new Wired(endpoint)) {
        assertThat(next.exchange(HEALTH).status()).isEqualTo(200);
      }
      assertThat(first.exchange(HEALTH).status()).isEqualTo(200);
    }
  }

  @Test
  void new_connections_come_at_a_bounded_rate() throws Exception {
    limit(limits -> limits.withConnectionBurst(3).withConnectionsPerSecond(2));
    int served = 0;
    long begun = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      try (Wired client = new Wired(endpoint)) {
        served += client.exchange(HEALTH).status() == 200 ? 1 : 0;
      } catch (IOException e) {
        // One of those that are too many.
      }
    }
    double seconds = (System.nanoTime() - begun) * 1e-9;
    assertThat(served).isBetween(3, (int) (4 + 2 * seconds));
    await()
        .atMost(10, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(() -> {
          try (Wired client = new Wired(endpoint)) {
            return client.exchange(HEALTH).status() == 200;
          }
        });
  }

  @Test
  void a_limit_must_be_positive() {
    assertThatThrownBy(() -> Limits.DEFAULTS.withBodyBytes(0))
        .hasMessage("bodyBytes is 0; it must be more than zero");
    assertThatThrownBy(() -> Limits.DEFAULTS.withIdleTime(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
