package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBasicsTest extends EndpointTest {

  @Test
  void an_answer_is_one_json_object_with_its_length() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{\"id\":1}", "Mcp-Method: ping\r\nMCP-METHOD:\t pong \r\n"));
      Engines.Held call = engine.next();
      assertThat(call.body()).isEqualTo("{\"id\":1}");
      assertThat(call.message.headers().get("mcp-method")).isEqualTo("ping, pong");
      assertThat(call.message.headers().get("Mcp-Name")).isNull();
      call.end("{\"ok\":\"é\"}");
      Wired.Response response = client.response();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("content-type")).isEqualTo("application/json");
      assertThat(response.header("content-length")).isEqualTo("11");
      assertThat(response.body()).isEqualTo("{\"ok\":\"é\"}");
    }
  }

  @Test
  void an_error_keeps_the_status_it_is_given() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      engine.next().reply.end(Engines.bytes("{\"error\":1}"), 404);
      assertThat(client.response().status()).isEqualTo(404);
    }
  }

  @Test
  void a_notification_is_accepted_without_a_body() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      engine.next().reply.accepted();
      Wired.Response response = client.response();
      assertThat(response.status()).isEqualTo(202);
      assertThat(response.headers()).containsOnlyKeys("content-length");
      assertThat(client.exchange("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status())
          .isEqualTo(200);
    }
  }

  @Test
  void the_first_notification_opens_an_event_stream() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      call.send("{\"progress\":1}");
      Wired.Response head = client.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers())
          .containsEntry("content-type", "text/event-stream")
          .containsEntry("cache-control", "no-cache")
          .containsEntry("x-accel-buffering", "no")
          .containsEntry("transfer-encoding", "chunked");
      assertThat(client.chunk()).isEqualTo("data: {\"progress\":1}\n\n");
      call.send("{\"progress\":2}");
      assertThat(client.chunk()).isEqualTo("data: {\"progress\":2}\n\n");
      call.end("{\"result\":3}");
      assertThat(client.chunk()).isEqualTo("data: {\"result\":3}\n\n");
      assertThat(client.chunk()).isEmpty();
      call.send("too late");
      call.end("too late");
      client.write(Wired.post("{}"));
      engine.next().end("{\"next\":1}");
      assertThat(client.response().body()).isEqualTo("{\"next\":1}");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_idle_call_is_cancelled_at_once_when_its_client_goes_away(boolean reset) throws Exception {
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Wired client = new Wired(endpoint);
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      if (reset) {
        client.socket.setSoLinger(true, 0);
      }
      long closedAt = System.nanoTime();
      client.close();
      delays.add(call.cancelledAfter(closedAt));
      call.send("nobody hears this");
      call.end("nor this");
    }
    assertThat(delays.stream().sorted().toList().get(4)).isLessThan(50);
  }
}
