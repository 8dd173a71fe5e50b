package dev.waybill.http;

import static dev.waybill.http.Wired2.DATA;
import static dev.waybill.http.Wired2.END_STREAM;
import static dev.waybill.http.Wired2.GOAWAY;
import static dev.waybill.http.Wired2.HEADERS;
import static dev.waybill.http.Wired2.RST_STREAM;
import static dev.waybill.http.Wired2.SETTINGS;
import static dev.waybill.http.Wired2.WINDOW_UPDATE;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Sends messages over one HTTP/2 connection, with respect for the server's windows. */
final class EndpointHttp2 implements AutoCloseable {
  private static final int INITIAL_WINDOW = 65_535;
  private static final int LONGEST_FRAME = 16_384;

  private final Wired2 wired;
  private final Deque<Wired2.Frame> unread = new ArrayDeque<>();
  private int nextStream = 1;
  private long connectionWindow = INITIAL_WINDOW;
  private long streamWindow;

  EndpointHttp2(HttpEndpoint endpoint) throws IOException {
    wired = new Wired2(endpoint);
  }

  Socket socket() {
    return wired.wired.socket;
  }

  /** Sends a message on a stream of its own, whose number it answers. */
  int send(EndpointMessage message) throws IOException {
    int stream = nextStream;
    nextStream += 2;
    wired.headers(stream, false, headers(message));
    byte[] body = message.body();
    streamWindow = INITIAL_WINDOW;
    int at = 0;
    do {
      int room = (int) Math.min(LONGEST_FRAME, Math.min(connectionWindow, streamWindow));
      int length = Math.min(room, body.length - at);
      if (length == 0 && at < body.length) {
        Wired2.Frame frame = read();
        unread.add(frame);
        if (frame.stream() == stream && ends(frame)) {
          return stream;
        }
        continue;
      }
      byte[] part = Arrays.copyOfRange(body, at, at + length);
      at += length;
      connectionWindow -= length;
      streamWindow -= length;
      wired.send(DATA, at == body.length ? END_STREAM : 0, stream, part);
    } while (at < body.length);
    return stream;
  }

  private static Http2Headers headers(EndpointMessage message) {
    Http2Headers headers =
        new DefaultHttp2Headers(false).method(message.verb()).scheme("http").path(message.target());
    for (EndpointMessage.Line line : message.lines()) {
      String name = line.name().toLowerCase(Locale.ROOT);
      headers.add(name.equals("host") ? ":authority" : name, line.value());
    }
    return headers;
  }

  /** Gives a stream up. */
  void cancel(int stream) throws IOException {
    wired.reset(stream);
  }

  Wired.Response exchange(EndpointMessage message) throws IOException {
    return response(send(message));
  }

  /** Reads until a stream is answered; frames of other streams are dropped. */
  Wired.Response response(int stream) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Wired2.Frame next = unread.isEmpty() ? read() : unread.remove();
      if (next.stream() != stream) {
        continue;
      }
      switch (next.type()) {
        case HEADERS ->
            wired
                .decode(next)
                .forEach(
                    field -> fields.put(field.getKey().toString(), field.getValue().toString()));
        case DATA -> body.writeBytes(next.payload());
        case RST_STREAM -> throw new EOFException("The server reset the stream");
        default -> {}
      }
      if (ends(next)) {
        int status = Integer.parseInt(String.valueOf(fields.remove(":status")));
        return new Wired.Response(status, fields, body.toByteArray());
      }
    }
  }

  private static boolean ends(Wired2.Frame frame) {
    return (frame.type() == DATA || frame.type() == HEADERS) && frame.endsStream();
  }

  /** Reads one frame and does what it asks for. */
  private Wired2.Frame read() throws IOException {
    Wired2.Frame frame = wired.frame();
    switch (frame.type()) {
      case SETTINGS -> {
        if (frame.flags() == 0) {
          wired.send(SETTINGS, 1, 0, new byte[0]);
        }
      }
      case GOAWAY -> throw new EOFException("The server says goodbye");
      case WINDOW_UPDATE -> {
        if (frame.stream() == 0) {
          connectionWindow += frame.number();
        } else {
          streamWindow += frame.number();
        }
      }
      case DATA -> {
        if (frame.payload().length > 0) {
          byte[] read = ByteBuffer.allocate(4).putInt(frame.payload().length).array();
          wired.send(WINDOW_UPDATE, 0, 0, read);
          wired.send(WINDOW_UPDATE, 0, frame.stream(), read);
        }
      }
      default -> {}
    }
    return frame;
  }

  @Override
  public void close() throws IOException {
    wired.close();
  }
}
