package dev.waybill.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.protocol.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The answer to one HTTP request on a connection of its own, read from the socket as it comes. */
final class Answer implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private int status;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] chunk = {};
  private int at;
  private boolean over;

  /** Comments keep a stream alive for ever: a test that waits in vain ends all the same. */
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);

  /** A server-sent event. */
  record Event(String type, String id, String retry, String data) {
    JsonNode json() {
      return Json.parse(data.getBytes(UTF_8));
    }
  }

  private Answer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Reads the head once somebody wants to know: a stream may have none for long. */
  private void head() throws IOException {
    if (status > 0) {
      return;
    }
    status = Integer.parseInt(headLine().split(" ")[1]);
    for (String field = headLine(); !field.isEmpty(); field = headLine()) {
      int colon = field.indexOf(':');
      headers.put(field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 2));
    }
  }

  static Answer to(int port, String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(request.getBytes(UTF_8));
    socket.getOutputStream().flush();
    return new Answer(socket);
  }

  int status() throws IOException {
    head();
    return status;
  }

  String header(String name) throws IOException {
    head();
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  boolean isStream() throws IOException {
    return header("content-type").startsWith("text/event-stream");
  }

  private String headLine() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("The connection ended after '" + text + "'");
      }
      text.append((char) c);
    }
    return text.toString().strip();
  }

  /** The whole body of an answer that is no stream. */
  String body() throws IOException {
    if (header("transfer-encoding").equals("chunked")) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int b = next(); b >= 0; b = next()) {
        all.write(b);
      }
      return all.toString(UTF_8);
    }
    String length = header("content-length");
    if (length.isEmpty()) {
      return "";
    }
    return new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
  }

  /** The response, whether it comes as the body or as the last event of a stream. */
  JsonNode json() throws IOException {
    if (!isStream()) {
      return Json.parse(body().getBytes(UTF_8));
    }
    return messages().getLast();
  }

  /** The messages of all events until the stream ends. */
  List<JsonNode> messages() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (Event event = event(); event != null; event = event()) {
      if (!event.data().isEmpty()) {
        all.add(event.json());
      }
    }
    return all;
  }

  /** The next event that carries a message. */
  Event message() throws IOException {
    for (Event event = event(); event != null; event = event()) {
      if (!event.data().isEmpty()) {
        return event;
      }
    }
    throw new EOFException("The stream ended");
  }

  /** The next event, with a message or without; null at the end of the stream. */
  @Nullable Event event() throws IOException {
    String type = "";
    String id = "";
    String retry = "";
    String data = "";
    boolean any = false;
    for (String text = line(); text != null; text = line()) {
      if (text.isEmpty() && any) {
        return new Event(type, id, retry, data);
      }
      int colon = text.indexOf(": ");
      String value = colon < 0 ? "" : text.substring(colon + 2);
      switch (colon < 0 ? text : text.substring(0, colon)) {
        case "event" -> type = value;
        case "id" -> id = value;
        case "retry" -> retry = value;
        case "data", "data:" -> data = value;
        default -> {
          continue;
        }
      }
      any = true;
    }
    return null;
  }

  private @Nullable String line() throws IOException {
    line.reset();
    int b = next();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = next()) {
      line.write(b);
    }
    return line.toString(UTF_8).strip();
  }

  /** The next byte of a body that comes in chunks. */
  private int next() throws IOException {
    head();
    if (over) {
      return -1;
    }
    if (at == chunk.length) {
      if (System.nanoTime() > deadline) {
        throw new SocketTimeoutException("What is waited for did not come");
      }
      int size = Integer.parseInt(headLine(), 16);
      chunk = in.readNBytes(size);
      headLine();
      at = 0;
      over = size == 0;
    }
    return over ? -1 : chunk[at++] & 0xff;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
