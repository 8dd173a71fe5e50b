package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RequestHeadTest extends EndpointTest {

  /** One request on a connection of its own; what the engine gets is answered with {}. */
  Wired.Response answer(String request) throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(request);
      Thread answering =
          Thread.startVirtualThread(() -> {
            try {
              Engines.Held call = engine.calls.take();
              call.end("{}");
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      try {
        return client.response();
      } finally {
        answering.interrupt();
        answering.join();
      }
    }
  }

  static void assertRefused(Wired.Response response, int status) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    JsonNode error = Json.parse(response.bytes());
    assertThat(error.path("jsonrpc").asString()).isEqualTo("2.0");
    assertThat(error.has("id")).isFalse();
    assertThat(error.path("error").path("message").asString()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "BREW"})
  void only_post_is_allowed(String method) throws Exception {
    Wired.Response response = answer(method + " /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertRefused(response, 405);
    assertThat(response.header("allow")).isEqualTo("POST");
  }

  @Test
  void head_is_not_allowed_either_and_has_no_body() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write("HEAD /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(405);
      client.write("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      Wired.Response head = client.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("15");
      assertThat(client.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").body())
          .isEqualTo("{\"status\":\"ok\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/mcp/", "/MCP", "/mcp/x", "/mcpx", "//mcp", "/%6dcp", "/..", "/mcp;a=1"})
  void an_unknown_path_is_not_found(String path) throws Exception {
    assertRefused(answer(Wired.post("{}").replace("/mcp", path)), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp?x=1", "http://localhost/mcp", "http://localhost/mcp?a=/b"})
  void a_query_and_an_absolute_target_do_no_harm(String target) throws Exception {
    assertThat(answer(Wired.post("{}").replace("/mcp", target)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example/mcp", "mcp", "*", "http://localhost", "://localhost/mcp"})
  void a_target_that_names_something_else_than_host_is_malformed(String target) throws Exception {
    assertRefused(answer(Wired.post("{}").replace("/mcp", target)), 400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | 200",
        "Application/JSON | 200",
        "application/json; charset=utf-8 | 200",
        "application/json;charset=UTF-8 | 200",
        "application/json ; charset=\"utf-8\" | 200",
        "application/json; profile=x | 200",
        "application/json; charset=iso-8859-1 | 415",
        "application/json; charset=utf-16 | 415",
        "text/plain | 415",
        "application/jsonp | 415",
        "application/problem+json | 415",
        "application/json, text/plain | 415",
      })
  void only_json_in_utf8_is_taken(String type, int status) throws Exception {
    assertThat(
            answer(Wired.post("{}").replace(": application/json\r", ": " + type + "\r")).status())
        .isEqualTo(status);
  }

  @Test
  void a_missing_a_repeated_and_an_encoded_content_are_refused() throws Exception {
    String good = Wired.post("{}");
    assertRefused(answer(good.replace("Content-Type: application/json\r\n", "")), 415);
    assertRefused(answer(Wired.post("{}", "Content-Type: application/json\r\n")), 415);
    assertRefused(answer(Wired.post("{}", "Content-Encoding: gzip\r\n")), 415);
    assertThat(answer(Wired.post("{}", "Content-Encoding: identity\r\n")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json, text/event-stream | 200",
        "text/event-stream,application/json;q=0.1 | 200",
        "*/* | 200",
        "application/*, text/* | 200",
        "TEXT/EVENT-STREAM, APPLICATION/JSON | 200",
        "application/json;q=0.001, text/event-stream;Q=1.0 | 200",
        "*/*;q=0, application/json, text/event-stream | 200",
        "application/json | 406",
        "text/event-stream | 406",
        "text/html | 406",
        "application/json, text/event-stream;q=0 | 406",
        "application/json;q=0.000, text/event-stream | 406",
        "*/*, text/event-stream;q=0 | 406",
        "*/*;q=0 | 406",
        "*/*, application/*;q=0 | 406",
      })
  void both_shapes_of_an_answer_must_be_acceptable(String accept, int status) throws Exception {
    String usual = "application/json, text/event-stream";
    assertThat(answer(Wired.post("{}").replace(usual, accept)).status()).isEqualTo(status);
  }

  @Test
  void no_accept_header_accepts_anything_and_several_count_together() throws Exception {
    String good = Wired.post("{}");
    String accept = "Accept: application/json, text/event-stream\r\n";
    assertThat(answer(good.replace(accept, "")).status()).isEqualTo(200);
    assertThat(
            answer(
                    good.replace(
                        accept, "Accept: application/json\r\nAccept: text/event-stream\r\n"))
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost | 200",
        "LOCALHOST:1 | 200",
        "127.0.0.1:8080 | 200",
        "127.9.8.7 | 200",
        "[::1] | 200",
        "[::1]:80 | 200",
        "allowed.example | 200",
        "allowed.example:9999 | 200",
        "exact.example:8443 | 200",
        "exact.example | 403",
        "exact.example:8444 | 403",
        "evil.example | 403",
        "localhost.evil.example | 403",
        "127.0.0.1.evil.example | 403",
        "127.evil.example | 403",
        "0.0.0.0 | 403",
        "[::2] | 403",
        "10.0.0.1 | 403",
        "local host | 400",
        "localhost:x | 400",
        "localhost:99999 | 400",
        "user@localhost | 400",
        "[::1 | 400",
        "[::1]x | 400",
        "localhost,evil | 400",
      })
  void on_loopback_only_loopback_names_and_allowed_hosts_are_served(String host, int status)
      throws Exception {
    reopen(builder -> builder.allowedHosts("allowed.example", "exact.example:8443"));
    assertThat(answer(Wired.post("{}").replace("Host: localhost", "Host: " + host)).status())
        .isEqualTo(status);
  }

  @Test
  void exactly_one_host_is_needed() throws Exception {
    assertRefused(answer(Wired.post("{}").replace("Host: localhost\r\n", "")), 400);
    assertRefused(answer(Wired.post("{}", "Host: localhost\r\n")), 400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost:5173 | 200",
        "https://127.0.0.1 | 200",
        "http://[::1]:3000 | 200",
        "https://app.example | 200",
        "https://app.example:443 | 200",
        "HTTPS://APP.EXAMPLE | 200",
        "http://app.example | 403",
        "https://app.example:444 | 403",
        "https://evil.example | 403",
        "http://localhost.evil.example | 403",
        "null | 403",
        "file:// | 403",
        "http:// | 403",
        "chrome-extension://abc | 403",
        "http://localhost/path | 403",
      })
  void on_loopback_only_loopback_and_allowed_origins_may_call(String origin, int status)
      throws Exception {
    reopen(builder -> builder.allowedOrigins("https://app.example"));
    Wired.Response response = answer(Wired.post("{}", "Origin: " + origin + "\r\n"));
    assertThat(response.status()).isEqualTo(status);
    if (status == 200) {
      assertThat(response.header("access-control-allow-origin")).isEqualTo(origin);
      assertThat(response.header("vary")).isEqualTo("Origin");
    } else {
      assertRefused(response, 403);
      assertThat(response.headers()).doesNotContainKey("access-control-allow-origin");
    }
  }

  @Test
  void beyond_loopback_hosts_are_open_until_named_and_origins_are_not() throws Exception {
    reopen(builder -> builder.host("0.0.0.0").allowedOrigins("https://app.example"));
    assertThat(answer(at("any.example", null)).status()).isEqualTo(200);
    assertThat(answer(at("any.example", "https://app.example")).status()).isEqualTo(200);
    assertThat(answer(at("10.1.2.3:80", "http://10.1.2.3")).status()).isEqualTo(200);
    assertThat(answer(at("10.1.2.3:80", "http://10.1.2.4")).status()).isEqualTo(403);
    assertThat(answer(at("10.1.2.3", "http://localhost")).status()).isEqualTo(403);
    // A page of a name that was rebound to this server looks exactly like this.
    assertThat(answer(at("evil.example", "http://evil.example")).status()).isEqualTo(403);

    reopen(builder -> builder.host("0.0.0.0").allowedHosts("mcp.example"));
    assertThat(answer(at("mcp.example:8443", "https://mcp.example:8443")).status()).isEqualTo(200);
    assertThat(answer(at("mcp.example", "https://other.example")).status()).isEqualTo(403);
    assertThat(answer(at("other.example", null)).status()).isEqualTo(403);
    assertThat(answer(at("127.0.0.1", null)).status()).isEqualTo(403);
    assertThat(answer("GET /readyz HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n").status()).isEqualTo(200);
  }

  private static String at(String host, String origin) {
    return Wired.post("{}", origin == null ? "" : "Origin: " + origin + "\r\n")
        .replace("Host: localhost", "Host: " + host);
  }

  @Test
  void a_preflight_of_an_allowed_origin_is_answered() throws Exception {
    String request =
        "OPTIONS /mcp HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Origin: http://localhost:5173\r\n"
            + "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: content-type,mcp-param-region,"
            + " mcp-param-a(b\r\n\r\n";
    Wired.Response response = answer(request);
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("access-control-allow-origin")).isEqualTo("http://localhost:5173");
    assertThat(response.header("access-control-allow-methods")).isEqualTo("POST");
    assertThat(response.header("access-control-allow-headers").split(", "))
        .contains(
            "Authorization",
            "Content-Type",
            "MCP-Protocol-Version",
            "Mcp-Method",
            "Mcp-Name",
            "mcp-param-region")
        .noneMatch(name -> name.contains("("));
    assertThat(response.header("access-control-max-age")).isNotEmpty();
    assertThat(response.headers()).doesNotContainKey("content-length");
    assertRefused(answer(request.replace("http://localhost", "http://evil.example")), 403);
  }

  @Test
  void a_refusal_leaves_the_connection_usable_even_when_a_body_follows() throws IOException {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("x".repeat(100_000)).replace("/mcp", "/nowhere"));
      assertThat(client.response().status()).isEqualTo(404);
      assertThat(client.exchange("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status())
          .isEqualTo(200);
    }
  }

  @Test
  void several_engines_are_served_on_paths_of_their_own() throws Exception {
    reopen(builder -> builder.path("/a").serve("/b", Engines.echo()));
    assertThat(endpoint.uri().getPath()).isEqualTo("/a");
    assertThat(answer(Wired.post("[1]").replace("/mcp", "/a")).body()).isEqualTo("{}");
    assertThat(answer(Wired.post("[1]").replace("/mcp", "/b")).body()).isEqualTo("[1]");
    assertThat(answer(Wired.post("[1]")).status()).isEqualTo(404);
  }
}
