package dev.waybill.client;

import dev.waybill.protocol.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** A server of HTTP/1.1 that answers exactly as a test wants, right or wrong. */
final class RawServer implements AutoCloseable {
  /** One request; its headers by name in lower case. */
  record Asked(String method, String path, Map<String, String> headers, JsonNode body) {
    String rpc() {
      return body.path("method").asString("");
    }

    JsonNode id() {
      return body.path("id");
    }
  }

  /** Writes the answer. */
  interface Handler {
    void answer(Asked request, Out out) throws Exception;
  }

  /** An answer on its way. */
  static final class Out {
    private final OutputStream stream;

    Out(OutputStream stream) {
      this.stream = stream;
    }

    void raw(String text) throws IOException {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    }

    void bytes(int status, String headers, byte[] body) throws IOException {
      raw(
          "HTTP/1.1 "
              + status
              + " X\r\n"
              + headers
              + "Content-Length: "
              + body.length
              + "\r\n\r\n");
      stream.write(body);
      stream.flush();
    }

    void text(int status, String type, String body) throws IOException {
      bytes(status, "Content-Type: " + type + "\r\n", body.getBytes(StandardCharsets.UTF_8));
    }

    void json(int status, String body) throws IOException {
      text(status, "application/json", body);
    }

    void result(Asked request, String result) throws IOException {
      json(200, "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":" + result + "}");
    }

    /** Begins a stream that ends when the connection does. */
    void events(String... headers) throws IOException {
      raw(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
              + String.join("", headers)
              + "Connection: close\r\n\r\n");
    }

    void event(String data) throws IOException {
      raw("data: " + data + "\n\n");
    }
  }

  private final ServerSocket socket;
  private final Handler handler;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final List<Asked> requests = new CopyOnWriteArrayList<>();

  private RawServer(Handler handler) throws IOException {
    this.handler = handler;
    this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  static RawServer start(Handler handler) {
    try {
      return new RawServer(handler);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers {@code server/discover} as a modern server with tools, all else as given. */
  static RawServer modern(Handler rest) {
    return start((request, out) -> {
      if (request.rpc().equals("server/discover")) {
        out.result(request, DISCOVERED);
      } else {
        rest.answer(request, out);
      }
    });
  }

  static final String DISCOVERED =
      "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
          + "\"capabilities\":{\"tools\":{}},\"ttlMs\":0,\"cacheScope\":\"public\"}";

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mcp");
  }

  /** What was asked so far. */
  List<Asked> requests() {
    return requests;
  }

  long count(String rpc) {
    return requests.stream().filter(request -> request.rpc().equals(rpc)).count();
  }

  /** Connections that are open. */
  int connections() {
    return connections.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (true) {
        Asked request = read(in);
        if (request == null) {
          return;
        }
        requests.add(request);
        Out answer = new Out(out);
        handler.answer(request, answer);
        if (request.headers.containsKey("x-close")) {
          return;
        }
      }
    } catch (Exception e) {
      // The client went away, or the test wanted the connection to break.
    } finally {
      connections.remove(connection);
    }
  }

  private static Asked read(InputStream in) throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    String line;
    while ((line = line(in)) != null && !line.isEmpty()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    String[] words = first.split(" ");
    return new Asked(
        words[0],
        words[1],
        headers,
        body.length == 0 ? Json.mapper().createObjectNode() : Json.mapper().readTree(body));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
      }
      line.write(b);
    }
    return null;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
    connections.forEach(connection -> {
      try {
        connection.close();
      } catch (IOException e) {
        // It is closed.
      }
    });
  }
}
