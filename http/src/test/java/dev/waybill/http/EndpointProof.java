package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A test of the real engine behind the real endpoint, over real sockets. */
@ExtendWith(Leaks.class)
abstract class EndpointProof {
  final EndpointFeatures features = new EndpointFeatures();
  HttpEndpoint endpoint;

  /**
   * What must be refused, and how.
   *
   * @param error looks at the {@code error} member
   */
  record Case(
      String name, EndpointMessage message, int status, int code, Id id, Consumer<JsonNode> error) {
    Case(String name, EndpointMessage message, int status, int code, Id id, String... words) {
      this(
          name,
          message,
          status,
          code,
          id,
          error -> assertThat(error.path("message").stringValue()).contains(words));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Whether an answer names the request: it does where the id could be read. */
  enum Id {
    NAMED,
    ABSENT
  }

  McpServer.Builder engine(McpServer.Builder server) {
    return features.addTroubleTo(features.addTo(server));
  }

  HttpEndpointBuilder settings(HttpEndpointBuilder builder) {
    return builder;
  }

  @BeforeEach
  void open() {
    McpServer server = engine(McpServer.builder("proof", "1")).build();
    endpoint = settings(HttpEndpoint.builder(server)).start();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  Wired.Response http1(EndpointMessage message) throws IOException {
    try (Wired client = new Wired(endpoint)) {
      return client.write(message.bytes()).response();
    }
  }

  Wired.Response http2(EndpointMessage message) throws IOException {
    try (EndpointHttp2 client = new EndpointHttp2(endpoint)) {
      return client.exchange(message);
    }
  }

  /** The answers over each version of HTTP, which must not differ. */
  List<Wired.Response> answers(EndpointMessage message) throws IOException {
    return new ArrayList<>(List.of(http1(message), http2(message)));
  }

  /** Sends a case over each version of HTTP, and checks that no handler runs. */
  void refused(Case c) throws IOException {
    int before = features.runs.get();
    for (Wired.Response response : answers(c.message())) {
      refused(c, response);
    }
    assertThat(features.runs).as("handlers run").hasValue(before);
  }

  static void refused(Case c, Wired.Response response) {
    assertThat(response.status()).as(response.body()).isEqualTo(c.status());
    assertThat(response.header("content-type")).isEqualTo("application/json");
    JsonNode answer = Json.parse(response.bytes());
    assertThat(answer.path("jsonrpc").stringValue()).isEqualTo("2.0");
    assertThat(answer.has("result")).as(response.body()).isFalse();
    assertThat(answer.at("/error/code").intValue()).as(response.body()).isEqualTo(c.code());
    assertThat(answer.at("/error/message").isString()).isTrue();
    switch (c.id()) {
      case NAMED -> assertThat(answer.get("id")).isEqualTo(Json.mapper().readTree("1"));
      case ABSENT -> assertThat(answer.has("id")).as(response.body()).isFalse();
    }
    c.error().accept(answer.get("error"));
  }

  /** The result of a call that must succeed. */
  static JsonNode result(Wired.Response response) {
    assertThat(response.status()).as(response.body()).isEqualTo(200);
    JsonNode answer = Json.parse(response.bytes());
    assertThat(answer.has("result")).as(response.body()).isTrue();
    return answer.get("result");
  }
}
