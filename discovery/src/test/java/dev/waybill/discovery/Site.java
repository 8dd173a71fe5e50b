package dev.waybill.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.fetch.Fetcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web site on this machine with documents that a test puts there. */
final class Site implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  /** What was asked for, as {@code /path} or {@code /path if-none-match}. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  record Page(int status, String type, byte[] body, Map<String, String> headers) {}

  Site() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Serves a document; {@code ORIGIN} in it becomes this site's. */
  Site put(String path, String json) {
    return put(path, 200, json, Map.of());
  }

  Site put(String path, int status, String json, Map<String, String> headers) {
    byte[] body = json.replace("ORIGIN", origin()).getBytes(StandardCharsets.UTF_8);
    pages.put(path, new Page(status, "application/json", body, headers));
    return this;
  }

  /** Serves a catalog with these entries. */
  Site catalog(String path, String... entries) {
    return put(path, catalogOf(entries));
  }

  static String catalogOf(String... entries) {
    return "{\"specVersion\":\"1.0\",\"entries\":[" + String.join(",", entries) + "]}";
  }

  static String card(String name) {
    return """
    {"$schema":"https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
     "name":"NAME","version":"1.0.0","description":"A server","remotes":[
       {"type":"streamable-http","url":"https://mcp.example.com/mcp"}]}
    """
        .replace("NAME", name);
  }

  static String inline(String name) {
    return "{\"identifier\":\"urn:air:example.com:mcp:x\",\"type\":\"application/mcp-server-card+json\","
               + "\"data\":"
        + card(name)
        + "}";
  }

  static String nested(String url) {
    return "{\"identifier\":\"urn:air:example.com:catalog:x\",\"type\":\"application/ai-catalog+json\","
               + "\"url\":\""
        + url
        + "\"}";
  }

  static String at(String url) {
    return "{\"identifier\":\"urn:air:example.com:mcp:x\",\"type\":\"application/mcp-server-card+json\","
               + "\"url\":\""
        + url
        + "\"}";
  }

  /** Searches this site as a domain, with loopback allowed. */
  Discovery discovery() {
    return discovery("");
  }

  Discovery discovery(String path) {
    return Discovery.of(origin() + path).with(Fetcher.builder().allowLoopback(true).build());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String tag = exchange.getRequestHeaders().getFirst("If-None-Match");
    requests.add(tag == null ? path : path + " " + tag);
    Page page = pages.get(path);
    try (exchange) {
      if (page == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", page.type());
      page.headers().forEach(exchange.getResponseHeaders()::set);
      if (tag != null && tag.equals(page.headers().get("ETag"))) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      exchange.sendResponseHeaders(
          page.status(), page.body().length == 0 ? -1 : page.body().length);
      exchange.getResponseBody().write(page.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
