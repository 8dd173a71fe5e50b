package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import dev.waybill.server.Tool;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Whatever one client does past a limit, another that was there before is served as if nothing
 * were.
 */
class EndpointLimitsTest extends EndpointProof {
  private static final EndpointMessage GOOD = EndpointMessage.call("echo", "{\"text\":\"x\"}");
  private static final EndpointMessage LONG_ANSWER = EndpointMessage.call("much", "{}");
  private static final Duration SHORT = Duration.ofMillis(600);

  private final String much = "x".repeat(1 << 20);

  @Override
  McpServer.Builder engine(McpServer.Builder server) {
    return super.engine(server).add(Tool.named("much").handler((in, call) -> much));
  }

  private interface Misbehaviour {
    void run() throws Exception;
  }

  /** Has a bystander served before, while and after another client misbehaves. */
  private void unaffected(UnaryOperator<Limits> limits, Misbehaviour misbehaviour)
      throws Exception {
    endpoint.close();
    McpServer server = engine(McpServer.builder("proof", "1")).build();
    endpoint = HttpEndpoint.builder(server).limits(limits.apply(Limits.DEFAULTS)).start();
    try (Wired bystander = new Wired(endpoint);
        EndpointHttp2 second = new EndpointHttp2(endpoint)) {
      served(bystander, second);
      Thread during =
          Thread.ofVirtual()
              .unstarted(() -> {
                try {
                  while (!Thread.interrupted()) {
                    served(bystander, second);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      List<Throwable> failures = new ArrayList<>();
      during.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
      during.start();
      try {
        misbehaviour.run();
      } finally {
        during.interrupt();
        during.join();
      }
      // An interrupted virtual thread finds its socket closed: that one failure is the test's own.
      assertThat(failures)
          .allSatisfy(
              failure -> assertThat(failure).hasStackTraceContaining("Closed by interrupt"));
    }
    try (Wired newcomer = new Wired(endpoint);
        EndpointHttp2 second = new EndpointHttp2(endpoint)) {
      served(newcomer, second);
    }
  }

  private static void served(Wired first, EndpointHttp2 second) throws IOException {
    for (Wired.Response answer :
        List.of(first.write(GOOD.bytes()).response(), second.exchange(GOOD))) {
      assertThat(result(answer).at("/content/0/text").stringValue()).isEqualTo("x");
    }
  }

  private static void refused(Wired.Response answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(Json.parse(answer.bytes()).at("/error/code").intValue()).isEqualTo(status);
    assertThat(Json.parse(answer.bytes()).has("id")).isFalse();
  }

  @Test
  void a_body_past_the_limit_is_refused() throws Exception {
    EndpointMessage tooLong = GOOD.text(text -> text + " ".repeat(10_000));
    unaffected(
        limits -> limits.withBodyBytes(10_000),
        () -> {
          try (Wired client = new Wired(endpoint)) {
            refused(client.write(tooLong.bytes()).response(), 413);
            assertThat(client.ended()).isTrue();
          }
          try (EndpointHttp2 client = new EndpointHttp2(endpoint)) {
            refused(client.exchange(tooLong), 413);
            assertThat(client.exchange(GOOD).status()).isEqualTo(200);
          }
        });
  }

  @Test
  void headers_past_the_limit_are_refused() throws Exception {
    unaffected(
        limits -> limits.withHeaderBytes(4 << 10),
        () -> {
          try (Wired client = new Wired(endpoint)) {
            refused(client.write(GOOD.also("X", "x".repeat(5_000)).bytes()).response(), 431);
            assertThat(client.ended()).isTrue();
          }
          try (Wired client = new Wired(endpoint)) {
            EndpointMessage many = GOOD;
            for (int i = 0; i < 1_000; i++) {
              many = many.also("X-" + i, "y");
            }
            refused(client.write(many.bytes()).response(), 431);
          }
        });
  }

  @Test
  void connections_past_the_limit_are_closed() throws Exception {
    unaffected(
        limits -> limits.withConnections(10),
        () -> {
          List<Wired> clients = new ArrayList<>();
          try {
            int served = 0;
            for (int i = 0; i < 30; i++) {
              Wired client = new Wired(endpoint);
              clients.add(client);
              served += answered(client) ? 1 : 0;
            }
            assertThat(served).isEqualTo(8);
            assertThat(endpoint.connections()).isEqualTo(10);
          } finally {
            closeAll(clients);
          }
          await().untilAsserted(() -> assertThat(endpoint.connections()).isEqualTo(2));
        });
  }

  @Test
  void new_connections_past_their_rate_are_closed() throws Exception {
    unaffected(
        limits -> limits.withConnectionsPerSecond(5).withConnectionBurst(12),
        () -> {
          List<Wired> clients = new ArrayList<>();
          try {
            int served = 0;
            for (int i = 0; i < 60; i++) {
              Wired client = new Wired(endpoint);
              clients.add(client);
              served += answered(client) ? 1 : 0;
            }
            assertThat(served).isBetween(10, 40);
          } finally {
            closeAll(clients);
          }
          await()
              .until(() -> {
                try (Wired client = new Wired(endpoint)) {
                  return answered(client);
                }
              });
          // Time enough for the two newcomers that are to come.
          await().pollDelay(Duration.ofMillis(600)).until(() -> true);
        });
  }

  private static boolean answered(Wired client) {
    try {
      return client.write(GOOD.bytes()).response().status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void closeAll(List<Wired> clients) throws IOException {
    for (Wired client : clients) {
      client.close();
    }
  }

  @Test
  void headers_that_come_too_slowly_are_cut_off() throws Exception {
    unaffected(
        limits -> limits.withHeaderTime(SHORT),
        () -> {
          byte[] good = GOOD.bytes();
          try (Wired client = new Wired(endpoint)) {
            client.write(Arrays.copyOf(good, 40));
            refused(client.response(), 408);
            assertThat(client.ended()).isTrue();
          }
          assertThat(sentBytewise(good, 100)).isFalse();
          try (Wired silent = new Wired(endpoint)) {
            assertThat(silent.ended()).isTrue();
          }
        });
  }

  @Test
  void a_body_that_comes_too_slowly_is_cut_off() throws Exception {
    unaffected(
        limits -> limits.withBodyTime(SHORT),
        () -> {
          byte[] good = GOOD.bytes();
          try (Wired client = new Wired(endpoint)) {
            client.write(Arrays.copyOf(good, good.length - 10));
            refused(client.response(), 408);
            assertThat(client.ended()).isTrue();
          }
          assertThat(sentBytewise(good, good.length - 1)).isFalse();
        });
  }

  /**
   * Sends a message a byte at a time, never pausing long, and never the last of its first bytes.
   *
   * @return whether all of it could be sent
   */
  private boolean sentBytewise(byte[] message, int bytes) throws Exception {
    try (Wired client = new Wired(endpoint)) {
      for (int i = 0; i < bytes; i++) {
        client.write(Arrays.copyOfRange(message, i, i + 1));
        if (begunToAnswer(client)) {
          refused(client.response(), 408);
          return false;
        }
      }
      return true;
    }
  }

  private static boolean begunToAnswer(Wired client) throws IOException {
    client.socket.setSoTimeout(20);
    client.in.mark(1);
    try {
      client.in.read();
      client.in.reset();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      client.socket.setSoTimeout(10_000);
    }
  }

  @Test
  void a_client_that_reads_nothing_is_cut_off() throws Exception {
    unaffected(
        limits -> limits.withStallTime(SHORT).withCallsPerConnection(64),
        () -> {
          try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 << 10);
            socket.connect(
                new java.net.InetSocketAddress(
                    java.net.InetAddress.getLoopbackAddress(), endpoint.port()));
            Wired client = new Wired(socket);
            for (int i = 0; i < 20; i++) {
              client.write(LONG_ANSWER.bytes());
            }
            await().untilAsserted(() -> assertThat(endpoint.connections()).isEqualTo(2));
          }
        });
  }

  @Test
  void calls_past_the_limit_of_a_connection_are_refused() throws Exception {
    unaffected(
        limits -> limits.withCallsPerConnection(3),
        () -> {
          try (Wired client = new Wired(endpoint)) {
            byte[] wait = EndpointMessage.call("wait", "{}").bytes();
            for (int i = 0; i < 4; i++) {
              client.write(wait);
            }
            features.waiting.await();
          }
          features.interrupted.await();
        });
  }
}
