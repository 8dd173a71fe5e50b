package dev.waybill.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An HTTP server on loopback; answers 404 for what nobody set up, and remembers all requests. */
class Web implements AutoCloseable {
  /** A request as it came. */
  record Request(String method, URI uri, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    Map<String, String> query() {
      return Form.decode(uri.getRawQuery()).orElseThrow();
    }

    Map<String, String> form() {
      return Form.decode(new String(body, StandardCharsets.US_ASCII)).orElseThrow();
    }

    JsonNode json() {
      return Json.parse(body);
    }
  }

  /** An answer to send. */
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer json(int status, JsonNode body) {
      return new Answer(status, Map.of("Content-Type", "application/json"), body.toString());
    }

    static Answer status(int status, String... headers) {
      Map<String, String> map = new HashMap<>();
      for (int i = 0; i < headers.length; i += 2) {
        map.put(headers[i], headers[i + 1]);
      }
      return new Answer(status, map, "");
    }

    Answer with(String name, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(name, value);
      return new Answer(status, more, body);
    }
  }

  interface Handler {
    Answer answer(Request request) throws Exception;
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Web() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, request -> Answer.status(404)));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void on(String path, Handler handler) {
    try {
      server.removeContext(path);
    } catch (IllegalArgumentException e) {
      // There was none.
    }
    server.createContext(
        path,
        exchange ->
            answer(
                exchange,
                request ->
                    request.uri().getPath().equals(path)
                        ? handler.answer(request)
                        : Answer.status(404)));
  }

  List<String> paths() {
    return requests.stream().map(request -> request.uri().getPath()).toList();
  }

  List<Request> to(String path) {
    return requests.stream().filter(request -> request.uri().getPath().equals(path)).toList();
  }

  static ObjectNode object() {
    return Json.mapper().createObjectNode();
  }

  private void answer(HttpExchange exchange, Handler handler) {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, all) -> headers.put(name, String.join(",", all)));
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              headers,
              exchange.getRequestBody().readAllBytes());
      requests.add(request);
      Answer answer = handler.answer(request);
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (Exception e) {
      throw new AssertionError("The test server failed", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
