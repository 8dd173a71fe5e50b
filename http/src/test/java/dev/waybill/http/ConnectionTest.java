package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest extends EndpointTest {
  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void pipelined_requests_are_answered_in_their_order() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("1") + HEALTH + Wired.post("2") + Wired.post("3"));
      Engines.Held first = engine.next();
      assertThat(first.body()).isEqualTo("1");
      first.send("{\"note\":1}");
      assertThat(client.head().header("content-type")).isEqualTo("text/event-stream");
      assertThat(client.chunk()).contains("note");
      assertThat(engine.calls).isEmpty();
      first.end("\"one\"");
      assertThat(client.chunk()).isEqualTo("data: \"one\"\n\n");
      assertThat(client.chunk()).isEmpty();
      assertThat(client.response().body()).contains("ok");
      engine.next().end("\"two\"");
      assertThat(client.response().body()).isEqualTo("\"two\"");
      engine.next().end("\"three\"");
      assertThat(client.response().body()).isEqualTo("\"three\"");
    }
  }

  @Test
  void a_disconnect_is_noticed_behind_pipelined_requests() throws Exception {
    Wired client = new Wired(endpoint);
    client.write(Wired.post("1") + Wired.post("2") + Wired.post("3"));
    Engines.Held first = engine.next();
    client.close();
    assertThat(first.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(engine.calls).isEmpty();
  }

  @Test
  void thousands_of_pipelined_requests_are_answered_at_once_without_deep_recursion()
      throws Exception {
    endpoint.close();
    endpoint = HttpEndpoint.builder(Engines.echo()).start();
    int count = 5_000;
    try (Wired client = new Wired(endpoint)) {
      Thread writer =
          Thread.startVirtualThread(() -> {
            try {
              client.write(Wired.post("[7]").repeat(count));
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      for (int i = 0; i < count; i++) {
        assertThat(client.response().body()).isEqualTo("[7]");
      }
      writer.join();
    }
  }

  @Test
  void too_many_pipelined_requests_are_refused_in_turn() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withCallsPerConnection(3)));
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("1").repeat(10));
      for (int i = 0; i < 3; i++) {
        engine.next().end("[]");
        assertThat(client.response().status()).isEqualTo(200);
      }
      Wired.Response refusal = client.response();
      assertThat(refusal.status()).isEqualTo(429);
      assertThat(refusal.header("retry-after")).isEqualTo("1");
      assertThat(refusal.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void the_connection_is_closed_when_the_client_asks_for_it() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}", "Connection: close\r\n"));
      engine.next().end("{}");
      Wired.Response response = client.response();
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void http_1_0_gets_streams_that_end_with_the_connection() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}").replace("HTTP/1.1", "HTTP/1.0"));
      Engines.Held call = engine.next();
      call.send("{\"n\":1}");
      call.end("{\"n\":2}");
      Wired.Response head = client.head();
      assertThat(head.headers()).doesNotContainKey("transfer-encoding");
      assertThat(head.header("connection")).isEqualTo("close");
      assertThat(new String(client.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("data: {\"n\":1}\n\ndata: {\"n\":2}\n\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9"})
  void other_versions_are_not_spoken(String version) throws Exception {
    try (Wired client = new Wired(endpoint)) {
      assertThat(client.exchange(HEALTH.replace("HTTP/1.1", version)).status()).isEqualTo(505);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void a_client_that_waits_is_told_to_continue() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      String request = Wired.post("[1,2]", "Expect: 100-continue\r\n");
      client.write(request.substring(0, request.length() - 5));
      assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(client.line()).isEmpty();
      client.write("[1,2]");
      engine.next().end("{}");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void a_client_that_waits_is_refused_before_it_sends() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      String request = Wired.post("[1,2]", "Expect: 100-continue\r\n").replace("/mcp", "/other");
      client.write(request.substring(0, request.length() - 5));
      assertThat(client.response().status()).isEqualTo(404);
      assertThat(client.ended()).isTrue();
    }
    try (Wired client = new Wired(endpoint)) {
      assertThat(client.exchange(Wired.post("{}", "Expect: a-miracle\r\n")).status())
          .isEqualTo(417);
    }
  }

  @Test
  void a_body_may_come_in_chunks_and_byte_by_byte() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      String head = Wired.post("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
      for (char c : (head + "3\r\n[1,\r\n2;ext=1\r\n2]\r\n0\r\nTrailer: x\r\n\r\n").toCharArray()) {
        client.write(String.valueOf(c));
      }
      Engines.Held call = engine.next();
      assertThat(call.body()).isEqualTo("[1,2]");
      call.end("{}");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void a_long_body_and_a_long_answer_arrive_whole() throws Exception {
    endpoint.close();
    endpoint = HttpEndpoint.builder(Engines.echo()).start();
    String body = "\"" + "abcdefgh".repeat(400_000) + "\"";
    try (Wired client = new Wired(endpoint)) {
      for (int i = 0; i < 3; i++) {
        client.write(Wired.post(body));
        assertThat(client.response().body()).isEqualTo(body);
      }
    }
  }

  @Test
  void an_engine_that_throws_costs_one_internal_error() throws Exception {
    endpoint.close();
    endpoint =
        HttpEndpoint.builder(
                Engines.of((message, reply) -> {
                  throw new IllegalStateException("out of order");
                }))
            .start();
    try (Wired client = new Wired(endpoint)) {
      Wired.Response response = client.exchange(Wired.post("{}"));
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.body()).contains("-32603").doesNotContain("out of order");
      assertThat(client.exchange(HEALTH).status()).isEqualTo(200);
    }
  }
}
