package dev.waybill.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Json;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A client of an earlier revision that sends exactly what it is told to, over raw sockets. */
final class Peer {
  private final int port;
  private final Map<String, String> headers;

  private Peer(int port, Map<String, String> headers) {
    this.port = port;
    this.headers = headers;
  }

  static Peer of(HttpEndpoint endpoint) {
    return new Peer(endpoint.port(), Map.of());
  }

  /** The same client at another worker. */
  Peer at(HttpEndpoint endpoint) {
    return new Peer(endpoint.port(), headers);
  }

  /** The same client with one more header; without it when the value is empty. */
  Peer with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    more.values().removeIf(String::isEmpty);
    return new Peer(port, more);
  }

  /** The same client with the session and version that an answer to initialize gave it. */
  Peer in(Answer initialized) throws IOException {
    String version = initialized.json().at("/result/protocolVersion").stringValue();
    return with(LegacyEra.SESSION_ID, initialized.header(LegacyEra.SESSION_ID))
        .with("MCP-Protocol-Version", version);
  }

  String session() {
    return headers.getOrDefault(LegacyEra.SESSION_ID, "");
  }

  /** JSON with single quotes. */
  static String q(String json) {
    return json.replace('\'', '"');
  }

  static String initialize(String version, String capabilities) {
    return q(
        "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'"
            + version
            + "','capabilities':"
            + capabilities
            + ",'clientInfo':{'name':'peer','version':'1'}}}");
  }

  static String request(Object id, String method, String params) {
    String text = id instanceof String ? "'" + id + "'" : String.valueOf(id);
    return q(
        "{'jsonrpc':'2.0','id':" + text + ",'method':'" + method + "','params':" + params + "}");
  }

  static String notification(String method, String params) {
    return q("{'jsonrpc':'2.0','method':'" + method + "','params':" + params + "}");
  }

  static String call(Object id, String tool, String arguments) {
    return request(id, "tools/call", "{'name':'" + tool + "','arguments':" + arguments + "}");
  }

  static String answer(JsonNode request, String result) {
    return q("{'jsonrpc':'2.0','id':" + Json.mapper().writeValueAsString(request.get("id")))
        + q(",'result':" + result + "}");
  }

  /** Opens a session. */
  Peer opened(String version, String capabilities) throws IOException {
    try (Answer answer = post(initialize(version, capabilities))) {
      Peer peer = in(answer);
      peer.post(notification("notifications/initialized", "{}")).close();
      return peer;
    }
  }

  Answer post(String body) throws IOException {
    return Answer.to(port, head("POST", "/mcp", body.getBytes(UTF_8).length) + body);
  }

  /** Posts to another path. */
  Answer post(String target, String body) throws IOException {
    return Answer.to(port, head("POST", target, body.getBytes(UTF_8).length) + body);
  }

  /** The response to a request. */
  JsonNode ask(String request) throws IOException {
    try (Answer answer = post(request)) {
      return answer.json();
    }
  }

  /** The status of the answer to a message. */
  int tell(String message) throws IOException {
    try (Answer answer = post(message)) {
      return answer.status();
    }
  }

  /** Answered as soon as the stream is open. */
  Answer get() throws IOException {
    Answer answer = Answer.to(port, head("GET", "/mcp", -1));
    assertThat(answer.status()).isPositive();
    return answer;
  }

  Answer delete() throws IOException {
    Answer answer = Answer.to(port, head("DELETE", "/mcp", -1));
    assertThat(answer.status()).isPositive();
    return answer;
  }

  private String head(String verb, String target, int length) {
    StringBuilder head = new StringBuilder();
    head.append(verb).append(' ').append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    if (length >= 0) {
      head.append("Content-Type: application/json\r\nContent-Length: ").append(length);
      head.append("\r\nAccept: application/json, text/event-stream\r\n");
    } else {
      head.append("Accept: text/event-stream\r\n");
    }
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString();
  }
}
