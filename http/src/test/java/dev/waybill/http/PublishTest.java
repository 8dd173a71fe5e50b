package dev.waybill.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.PublicDocument;
import dev.waybill.protocol.PublicDocuments;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTest extends EndpointTest {
  private static final String LINK = "</catalog.json>; rel=\"ai-catalog\"";
  private static final PublicDocument CARD =
      document("/mcp/server-card", "application/mcp-server-card+json", "{\"name\":\"a/b\"}");
  private static final PublicDocument LONG =
      document("/catalog.json", "application/ai-catalog+json", "\"" + "catalog ".repeat(500) + '"');

  @BeforeEach
  void publish() {
    endpoint.publish(new PublicDocuments(List.of(CARD, LONG), List.of(LINK)));
  }

  private static PublicDocument document(String path, String type, String body) {
    return new PublicDocument(path, type, body.getBytes(UTF_8), Duration.ofHours(1));
  }

  private static String get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  @Test
  void a_document_is_read_by_anyone_from_any_page() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      var answer = client.exchange(get("/mcp/server-card", "Origin: https://elsewhere.example"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"name\":\"a/b\"}");
      assertThat(answer.headers())
          .containsEntry("content-type", "application/mcp-server-card+json")
          .containsEntry("access-control-allow-origin", "*")
          .containsEntry("access-control-allow-methods", "GET")
          .containsEntry("access-control-allow-headers", "Content-Type, If-None-Match")
          .containsEntry("access-control-expose-headers", "ETag")
          .containsEntry("cache-control", "public, max-age=3600")
          .containsEntry("link", LINK);
      assertThat(answer.header("etag")).matches("\"[A-Za-z0-9_-]{22}\"");
      var preflight =
          client.exchange(
              get(
                      "/mcp/server-card",
                      "Origin: https://elsewhere.example",
                      "Access-Control-Request-Method: GET",
                      "Access-Control-Request-Headers: if-none-match")
                  .replace("GET /", "OPTIONS /"));
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.headers())
          .containsEntry("access-control-allow-origin", "*")
          .containsEntry("access-control-allow-headers", "Content-Type, If-None-Match");
    }
  }

  @Test
  void the_host_is_checked_all_the_same() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      String rebound = get("/mcp/server-card").replace("localhost", "evil.example");
      assertThat(client.exchange(rebound).status()).isEqualTo(403);
    }
  }

  @Test
  void head_says_how_long_the_document_is_and_other_methods_are_refused() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(get("/mcp/server-card").replace("GET", "HEAD"));
      var head = client.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("14");
      var put = client.exchange(get("/mcp/server-card").replace("GET", "PUT"));
      assertThat(put.status()).isEqualTo(405);
      assertThat(put.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TAG", "W/TAG", "\"other\", TAG", "*"})
  void what_the_client_has_is_not_sent_again(String sent) throws Exception {
    try (Wired client = new Wired(endpoint)) {
      String tag = client.exchange(get("/mcp/server-card")).header("etag");
      client.write(get("/mcp/server-card", "If-None-Match: " + sent.replace("TAG", tag)));
      var unchanged = client.head();
      assertThat(unchanged.status()).isEqualTo(304);
      assertThat(unchanged.headers())
          .containsEntry("etag", tag)
          .containsEntry("cache-control", "public, max-age=3600")
          .doesNotContainKeys("content-length", "content-type");
      var other = client.exchange(get("/mcp/server-card", "If-None-Match: \"other\""));
      assertThat(other.status()).isEqualTo(200);
    }
  }

  @Test
  void long_documents_are_compressed_for_those_who_take_it() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      var packed = client.exchange(get("/catalog.json", "Accept-Encoding: br, gzip;q=0.8"));
      assertThat(packed.headers())
          .containsEntry("content-encoding", "gzip")
          .containsEntry("vary", "Accept-Encoding");
      assertThat(packed.bytes().length).isLessThan(LONG.body().length / 10);
      try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.bytes()))) {
        assertThat(unpacked.readAllBytes()).isEqualTo(LONG.body());
      }
      for (String not : List.of("Accept-Encoding: gzip;q=0", "Accept-Encoding: br", "X-A: b")) {
        var plain = client.exchange(get("/catalog.json", not));
        assertThat(plain.bytes()).isEqualTo(LONG.body());
        assertThat(plain.header("etag")).isNotEqualTo(packed.header("etag"));
        assertThat(plain.headers()).doesNotContainKey("content-encoding");
      }
      var small = client.exchange(get("/mcp/server-card", "Accept-Encoding: gzip"));
      assertThat(small.headers()).doesNotContainKey("content-encoding");
    }
  }

  @Test
  void readers_at_a_wrong_place_are_shown_the_right_one() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      var root = client.exchange(get("/"));
      assertThat(root.status()).isEqualTo(404);
      assertThat(root.header("link")).isEqualTo(LINK);
      var engine = client.exchange(get("/mcp"));
      assertThat(engine.status()).isEqualTo(405);
      assertThat(engine.header("link")).isEqualTo(LINK);
    }
  }

  @Test
  void publishing_again_replaces_all_of_it() throws Exception {
    endpoint.publish(new PublicDocuments(List.of(CARD.at("/elsewhere")), List.of()));
    try (Wired client = new Wired(endpoint)) {
      assertThat(client.exchange(get("/elsewhere")).status()).isEqualTo(200);
      assertThat(client.exchange(get("/catalog.json")).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp", "/healthz", "/catalog.json"})
  void a_path_that_is_taken_is_refused(String path) throws Exception {
    assertThatThrownBy(
            () -> endpoint.publish(new PublicDocuments(List.of(LONG, CARD.at(path)), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(path);
    try (Wired client = new Wired(endpoint)) {
      assertThat(client.exchange(get("/mcp/server-card")).status()).isEqualTo(200);
    }
  }

  @Test
  void documents_need_no_credentials_and_have_a_rate() throws Exception {
    try (HttpEndpoint guarded =
        HttpEndpoint.builder(engine)
            .limits(Limits.DEFAULTS.withDocumentsPerSecond(1))
            .authenticator(headers -> {
              throw new IllegalStateException("Nobody may be asked for credentials");
            })
            .start()) {
      guarded.publish(new PublicDocuments(List.of(CARD), List.of()));
      try (Wired client = new Wired(guarded)) {
        assertThat(client.exchange(get("/mcp/server-card")).status()).isEqualTo(200);
        Wired.Response answer = client.exchange(get("/mcp/server-card"));
        // One a second: the first that comes sooner is refused.
        for (int i = 0; answer.status() == 200 && i < 100; i++) {
          answer = client.exchange(get("/mcp/server-card"));
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
      }
    }
  }

  @Test
  void http2_serves_the_same() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      URI uri = URI.create("http://localhost:" + endpoint.port() + "/mcp/server-card");
      HttpResponse<String> first =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      String tag = first.headers().firstValue("etag").orElseThrow();
      HttpResponse<String> second =
          client.send(
              HttpRequest.newBuilder(uri).header("If-None-Match", tag).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(first.headers().firstValue("content-type"))
          .hasValue("application/mcp-server-card+json");
      assertThat(first.body()).isEqualTo("{\"name\":\"a/b\"}");
      assertThat(second.statusCode()).isEqualTo(304);
    }
  }
}
