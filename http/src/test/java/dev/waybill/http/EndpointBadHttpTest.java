package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointBadHttpTest extends EndpointProof {
  private static final EndpointMessage GOOD = EndpointMessage.call("echo", "{\"text\":\"x\"}");

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "post", "BREW"})
  void other_methods_than_post_are_not_allowed(String verb) throws IOException {
    for (EndpointMessage message : List.of(GOOD.verb(verb), GOOD.verb(verb).body(""))) {
      Case c = new Case(verb, message, 405, 405, Id.ABSENT, "POST");
      refused(c);
      for (Wired.Response answer : answers(message)) {
        assertThat(answer.header("allow")).isEqualTo("POST");
      }
    }
  }

  @Test
  void head_is_not_allowed_either_and_has_no_body() throws IOException {
    EndpointMessage head = GOOD.verb("HEAD").body("");
    Wired.Response second = http2(head);
    assertThat(second.status()).isEqualTo(405);
    assertThat(second.bytes()).isEmpty();
    try (Wired client = new Wired(endpoint)) {
      Wired.Response first = client.write(head.bytes()).head();
      assertThat(first.status()).isEqualTo(405);
      assertThat(first.header("allow")).isEqualTo("POST");
      assertThat(client.write(GOOD.bytes()).response().status()).isEqualTo(200);
    }
  }

  static Stream<Case> unsupported_content() {
    String name = "Content-Type";
    return Stream.concat(
        Stream.of(
                "text/plain",
                "text/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                "application/jsonp",
                "application/json-rpc",
                "application/*",
                "json",
                "",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "application/json, text/plain")
            .map(type -> unsupported(type, GOOD.header(name, type))),
        Stream.of(
            unsupported("none", GOOD.without(name)),
            unsupported("two", GOOD.also(name, "application/json")),
            unsupported("gzip", GOOD.header("Content-Encoding", "gzip"))));
  }

  private static Case unsupported(String name, EndpointMessage message) {
    return new Case(name, message, 415, 415, Id.ABSENT, "application/json");
  }

  static Stream<Case> unacceptable() {
    return Stream.of(
            "application/json",
            "text/event-stream",
            "text/html",
            "application/json;q=0, text/event-stream",
            "application/json, text/event-stream;q=0.0",
            "application/*",
            "text/*",
            "*/*;q=0",
            "image/*, application/xml",
            "application/jsonx, text/event-streams")
        .map(accept ->
            new Case(
                accept,
                GOOD.header("Accept", accept),
                406,
                406,
                Id.ABSENT,
                "application/json",
                "text/event-stream"));
  }

  static Stream<Case> strangers() {
    Stream<Case> hosts =
        Stream.of(
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "0.0.0.0",
                "[2001:db8::1]")
            .map(host ->
                new Case("Host " + host, GOOD.header("Host", host), 403, 403, Id.ABSENT, "Host"));
    Stream<Case> origins =
        Stream.of(
                "https://evil.example",
                "http://evil.example:8080",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "http://10.0.0.1",
                "null",
                "file://",
                "evil",
                "",
                "chrome-extension://abcdef")
            .map(origin ->
                new Case(
                    "Origin " + origin,
                    GOOD.also("Origin", origin),
                    403,
                    403,
                    Id.ABSENT,
                    "Origin"));
    Case two =
        new Case(
            "two Origins",
            GOOD.also("Origin", "http://localhost").also("Origin", "https://evil.example"),
            403,
            403,
            Id.ABSENT,
            "Origin");
    return Stream.of(hosts, origins, Stream.of(two)).flatMap(cases -> cases);
  }

  @ParameterizedTest
  @MethodSource({"unsupported_content", "unacceptable", "strangers"})
  void a_request_that_is_wrong_as_http_goes_no_further(Case c) throws IOException {
    refused(c);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/event-stream, application/json",
        "*/*",
        "application/*, text/*;q=0.5",
        "APPLICATION/JSON, Text/Event-Stream"
      })
  void any_accept_that_takes_both_will_do(String accept) throws IOException {
    for (Wired.Response answer : answers(GOOD.header("Accept", accept))) {
      assertThat(result(answer).at("/content/0/text").stringValue()).isEqualTo("x");
    }
  }

  @Test
  void other_paths_are_not_found() throws IOException {
    for (String path : List.of("/", "/mcp/", "/MCP", "/mcp2", "/healthz/x", "/%6dcp")) {
      refused(new Case(path, GOOD.target(path), 404, -32600, Id.ABSENT, "/mcp"));
    }
  }
}
