package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Headers;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class Http2Test extends EndpointTest {

  private HttpRequest post(String body) {
    return HttpRequest.newBuilder(endpoint.uri())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Test
  void a_cleartext_connection_is_upgraded() throws Exception {
    endpoint.close();
    endpoint = HttpEndpoint.builder(Engines.echo()).start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response =
            client.send(post("[" + i + "]"), HttpResponse.BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo("[" + i + "]");
      }
      assertThat(endpoint.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_request_too_long_to_upgrade_is_answered_as_it_is() throws Exception {
    endpoint.close();
    endpoint = HttpEndpoint.builder(Engines.echo()).start();
    String body = "\"" + "x".repeat(1 << 20) + "\"";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(post(body), HttpResponse.BodyHandlers.ofString());
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(response.body()).isEqualTo(body);
    }
  }

  @Test
  void an_upgrade_with_bad_settings_goes_on_with_http_1_1() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(
          Wired.post(
              "{}",
              "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: ***\r\n"));
      engine.next().end("{}");
      assertThat(client.response().status()).isEqualTo(200);
      client.write(Wired.post("{}"));
      engine.next().end("{}");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void calls_of_one_connection_run_side_by_side() throws Exception {
    try (Wired2 client = new Wired2(endpoint)) {
      client.post(1, "1");
      client.post(3, "3");
      Engines.Held first = engine.next();
      Engines.Held second = engine.next();
      second.end("{\"n\":3}");
      Wired2.Frame head = client.next(Wired2.HEADERS);
      assertThat(head.stream()).isEqualTo(3);
      Http2Headers headers = client.decode(head);
      assertThat(headers.status()).hasToString("200");
      assertThat(headers.get("content-type")).hasToString("application/json");
      assertThat(headers.get("content-length")).hasToString("7");
      Wired2.Frame data = client.next(Wired2.DATA);
      assertThat(new String(data.payload())).isEqualTo("{\"n\":3}");
      assertThat(data.endsStream()).isTrue();
      first.send("{\"n\":0}");
      head = client.next(Wired2.HEADERS);
      assertThat(head.stream()).isEqualTo(1);
      headers = client.decode(head);
      assertThat(headers.get("content-type")).hasToString("text/event-stream");
      assertThat(headers.get("x-accel-buffering")).hasToString("no");
      assertThat(new String(client.next(Wired2.DATA).payload())).isEqualTo("data: {\"n\":0}\n\n");
      first.end("{\"n\":1}");
      data = client.next(Wired2.DATA);
      assertThat(new String(data.payload())).isEqualTo("data: {\"n\":1}\n\n");
      assertThat(data.endsStream() || client.next(Wired2.DATA).endsStream()).isTrue();
    }
  }

  @Test
  void a_reset_stream_cancels_its_call_at_once_and_no_other() throws Exception {
    List<Long> delays = new ArrayList<>();
    try (Wired2 client = new Wired2(endpoint)) {
      client.post(1, "1");
      Engines.Held other = engine.next();
      for (int i = 0; i < 9; i++) {
        client.post(3 + 2 * i, "2");
        Engines.Held call = engine.next();
        long resetAt = System.nanoTime();
        client.reset(3 + 2 * i);
        delays.add(call.cancelledAfter(resetAt));
      }
      assertThat(delays.stream().sorted().toList().get(4)).isLessThan(50);
      assertThat(other.cancelled.getCount()).isEqualTo(1);
      other.end("{}");
      assertThat(client.next(Wired2.HEADERS).stream()).isEqualTo(1);
    }
  }

  @Test
  void a_lost_connection_cancels_all_its_calls() throws Exception {
    Wired2 client = new Wired2(endpoint);
    client.post(1, "1");
    client.post(3, "3");
    List<Engines.Held> calls = List.of(engine.next(), engine.next());
    client.close();
    for (Engines.Held call : calls) {
      assertThat(call.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void streams_past_the_limit_are_refused() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withCallsPerConnection(2)));
    try (Wired2 client = new Wired2(endpoint)) {
      // All of them before the client has heard of the limit.
      client.post(1, "1");
      client.post(3, "3");
      client.post(5, "5");
      Wired2.Frame head = client.next(Wired2.HEADERS);
      assertThat(head.stream()).isEqualTo(5);
      Http2Headers headers = client.decode(head);
      assertThat(headers.status()).hasToString("429");
      assertThat(headers.get("retry-after")).hasToString("1");
      assertThat(client.next(Wired2.DATA).endsStream()).isTrue();
      engine.next().end("{}");
      assertThat(client.next(Wired2.HEADERS).stream()).isIn(1, 3);
    }
  }

  @Test
  void a_body_too_long_is_refused_and_the_connection_goes_on() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withBodyBytes(1000)));
    try (Wired2 client = new Wired2(endpoint)) {
      client.headers(1, false, Wired2.good().add("content-length", "1001"));
      Wired2.Frame head = client.next(Wired2.HEADERS);
      assertThat(client.decode(head).status()).hasToString("413");
      assertThat(client.next(Wired2.RST_STREAM).number()).isZero();
      client.headers(3, false, Wired2.good());
      client.send(Wired2.DATA, 0, 3, new byte[600]);
      client.send(Wired2.DATA, 0, 3, new byte[600]);
      head = client.next(Wired2.HEADERS);
      assertThat(client.decode(head).status()).hasToString("413");
      client.post(5, "{}");
      engine.next().end("{}");
      assertThat(client.next(Wired2.HEADERS).stream()).isEqualTo(5);
    }
  }

  @Test
  void headers_too_long_are_refused() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withHeaderBytes(2_000)));
    try (Wired2 client = new Wired2(endpoint)) {
      client.next(Wired2.SETTINGS);
      client.send(Wired2.SETTINGS, 1, 0, new byte[0]);
      client.headers(1, true, Wired2.good().add("x-long", "y".repeat(2_100)));
      assertThat(client.decode(client.next(Wired2.HEADERS)).status()).hasToString("431");
    }
  }

  @Test
  void other_methods_and_missing_authorities_are_refused_as_ever() throws Exception {
    try (Wired2 client = new Wired2(endpoint)) {
      client.headers(1, true, Wired2.good().method("GET"));
      Http2Headers headers = client.decode(client.next(Wired2.HEADERS));
      assertThat(headers.status()).hasToString("405");
      assertThat(headers.get("allow")).hasToString("POST");
      client.headers(3, true, Wired2.good().authority("evil.example"));
      assertThat(client.decode(client.next(Wired2.HEADERS)).status()).hasToString("403");
      client.headers(5, true, Wired2.good().method("HEAD").path("/healthz"));
      Wired2.Frame head = client.next(Wired2.HEADERS);
      assertThat(client.decode(head).status()).hasToString("200");
      assertThat(head.endsStream()).isTrue();
    }
  }

  @Test
  void a_stream_whose_window_is_closed_is_cut_off_and_others_go_on() throws Exception {
    reopen(builder ->
        builder.limits(
            Limits.DEFAULTS.withStallTime(Duration.ofMillis(400)).withWriteBufferBytes(32 << 10)));
    try (Wired2 client = new Wired2(endpoint, 10_000)) {
      client.post(1, "1");
      Engines.Held stuck = engine.next();
      while (stuck.reply.writable()) {
        stuck.send("\"" + "m".repeat(5_000) + "\"");
      }
      client.post(3, "3");
      engine.next().end("{}");
      Wired2.Frame head = client.next(Wired2.HEADERS);
      head = head.stream() == 1 ? client.next(Wired2.HEADERS) : head;
      assertThat(head.stream()).isEqualTo(3);
      assertThat(stuck.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(client.next(Wired2.RST_STREAM).stream()).isEqualTo(1);
      client.post(5, "5");
      engine.next().end("{}");
      assertThat(client.next(Wired2.HEADERS).stream()).isEqualTo(5);
    }
  }

  @Test
  void a_long_answer_is_read_slowly_and_whole() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withStallTime(Duration.ofMillis(600))));
    try (Wired2 client = new Wired2(endpoint, 10_000)) {
      client.post(1, "1");
      engine.next().reply.end(new byte[100_000], 200);
      int read = 0;
      while (read < 100_000) {
        int length = client.next(Wired2.DATA).payload().length;
        read += length;
        java.util.concurrent.locks.LockSupport.parkNanos(
            TimeUnit.MILLISECONDS.toNanos(20L * length / 1000));
        for (int stream : new int[] {0, 1}) {
          client.send(
              Wired2.WINDOW_UPDATE,
              0,
              stream,
              java.nio.ByteBuffer.allocate(4).putInt(length).array());
        }
      }
    }
  }

  @Test
  void a_stream_that_is_read_again_is_writable_again() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withWriteBufferBytes(32 << 10)));
    try (Wired2 client = new Wired2(endpoint, 10_000)) {
      client.post(1, "1");
      Engines.Held call = engine.next();
      while (call.reply.writable()) {
        call.send("\"" + "m".repeat(1_000) + "\"");
      }
      // The connection's as well: on a slow machine more is written than its first window holds.
      client.send(Wired2.WINDOW_UPDATE, 0, 0, new byte[] {0, 1, (byte) 0xff, 0});
      client.send(Wired2.WINDOW_UPDATE, 0, 1, new byte[] {0, 1, (byte) 0xff, 0});
      await().atMost(5, TimeUnit.SECONDS).until(() -> call.reply.writable());
      await().atMost(5, TimeUnit.SECONDS).until(() -> call.drained.get() > 0);
    }
  }

  @Test
  void draining_says_goodbye_and_lets_streams_finish() throws Exception {
    try (Wired2 client = new Wired2(endpoint)) {
      client.post(1, "1");
      Engines.Held call = engine.next();
      Thread draining = Thread.ofVirtual().start(() -> endpoint.drain(Duration.ofSeconds(20)));
      client.next(Wired2.GOAWAY);
      call.end("{\"done\":1}");
      assertThat(client.next(Wired2.HEADERS).stream()).isEqualTo(1);
      assertThat(new String(client.next(Wired2.DATA).payload())).isEqualTo("{\"done\":1}");
      assertThat(client.ended()).isTrue();
      assertThat(draining.join(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void an_idle_connection_is_closed() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withIdleTime(Duration.ofMillis(300))));
    try (Wired2 client = new Wired2(endpoint)) {
      client.next(Wired2.GOAWAY);
      assertThat(client.ended()).isTrue();
    }
  }
}
