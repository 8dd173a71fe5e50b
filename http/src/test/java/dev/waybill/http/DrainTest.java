package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest extends EndpointTest {
  private static final String READY = "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n";

  private Thread drain(Duration grace) {
    return Thread.ofVirtual().start(() -> endpoint.drain(grace));
  }

  @Test
  void calls_in_flight_finish_and_new_ones_are_refused() throws Exception {
    try (Wired busy = new Wired(endpoint);
        Wired other = new Wired(endpoint);
        Wired idle = new Wired(endpoint)) {
      busy.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      assertThat(other.exchange(READY).status()).isEqualTo(200);
      assertThat(idle.exchange(READY).status()).isEqualTo(200);
      Thread draining = drain(Duration.ofSeconds(20));
      await().until(() -> engine.drains.get() == 1);
      Wired.Response ready = other.exchange(READY);
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.header("connection")).isEqualTo("close");
      assertThat(other.ended()).isTrue();
      Wired.Response refused = idle.exchange(Wired.post("{}"));
      RequestHeadTest.assertRefused(refused, 503);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.header("connection")).isEqualTo("close");
      assertThatThrownBy(() -> new Wired(endpoint)).isInstanceOf(ConnectException.class);
      assertThat(draining.isAlive()).isTrue();
      call.end("{\"done\":1}");
      Wired.Response response = busy.response();
      assertThat(response.body()).isEqualTo("{\"done\":1}");
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(draining.join(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void idle_connections_do_not_hold_it_up() throws Exception {
    try (Wired idle = new Wired(endpoint)) {
      assertThat(idle.exchange(READY).status()).isEqualTo(200);
      long begun = System.nanoTime();
      endpoint.drain(Duration.ofSeconds(60));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      assertThat(idle.ended()).isTrue();
    }
  }

  @Test
  void calls_that_outlast_the_grace_are_cancelled() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      call.send("{}");
      endpoint.drain(Duration.ofMillis(300));
      assertThat(call.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(client.ended()).isTrue();
      call.end("{}");
      endpoint.drain(Duration.ofSeconds(60));
    }
  }

  @Test
  void a_process_that_is_told_to_end_finishes_its_calls() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DrainingProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = process.inputReader()) {
      int port = Integer.parseInt(output.readLine());
      try (Wired client = new Wired(new Socket(InetAddress.getLoopbackAddress(), port))) {
        client.write(Wired.post("{}"));
        client.head();
        assertThat(client.chunk()).isEqualTo("data: {}\n\n");
        process.destroy();
        assertThat(client.chunk()).isEqualTo("data: \"done\"\n\n");
        assertThat(client.chunk()).isEmpty();
        assertThat(client.ended()).isTrue();
      }
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void an_address_in_use_is_said_to_be() {
    assertThatThrownBy(() -> HttpEndpoint.builder(engine).port(endpoint.port()).start())
        .hasMessageContaining("Cannot listen on")
        .hasMessageContaining(String.valueOf(endpoint.port()));
  }
}
