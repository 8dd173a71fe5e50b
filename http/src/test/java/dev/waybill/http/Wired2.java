package dev.waybill.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A client that speaks HTTP/2 frame by frame over a cleartext connection, by prior knowledge. */
final class Wired2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  final Wired wired;
  private final DataInputStream in;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean endsStream() {
      return (flags & END_STREAM) != 0;
    }

    int number() {
      return ByteBuffer.wrap(payload).getInt(payload.length - 4);
    }
  }

  Wired2(HttpEndpoint endpoint) throws IOException {
    this(endpoint, 65_535);
  }

  /**
   * @param window how many bytes the server may send on a stream before it is told to go on
   */
  Wired2(HttpEndpoint endpoint, int window) throws IOException {
    wired = new Wired(endpoint);
    in = new DataInputStream(wired.in);
    wired.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    byte[] settings = ByteBuffer.allocate(6).putShort((short) 4).putInt(window).array();
    send(SETTINGS, 0, 0, settings);
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    byte[] frame =
        ByteBuffer.allocate(9 + payload.length)
            .put((byte) (payload.length >>> 16))
            .putShort((short) payload.length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .put(payload)
            .array();
    wired.write(frame);
  }

  /** The headers of a good POST to /mcp. */
  static Http2Headers good() {
    return new DefaultHttp2Headers()
        .method("POST")
        .scheme("http")
        .authority("localhost")
        .path("/mcp")
        .add("content-type", "application/json");
  }

  void headers(int stream, boolean end, Http2Headers headers) throws IOException {
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(stream, headers, block);
    } catch (Exception e) {
      throw new IOException(e);
    }
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, bytes);
  }

  void post(int stream, String body) throws IOException {
    headers(stream, false, good());
    send(DATA, END_STREAM, stream, body.getBytes(UTF_8));
  }

  void reset(int stream) throws IOException {
    send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
  }

  Frame frame() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    return new Frame(type, flags, stream, in.readNBytes(length));
  }

  /** The next frame of a type; others are passed over, settings acknowledged. */
  Frame next(int type) throws IOException {
    while (true) {
      Frame frame = frame();
      if (frame.type() == SETTINGS && frame.flags() == 0 && type != SETTINGS) {
        send(SETTINGS, 1, 0, new byte[0]);
      }
      if (frame.type() == type) {
        return frame;
      }
    }
  }

  Http2Headers decode(Frame headers) {
    try {
      return decoder.decodeHeaders(headers.stream(), Unpooled.wrappedBuffer(headers.payload()));
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  boolean ended() throws IOException {
    return wired.ended();
  }

  @Override
  public void close() throws IOException {
    wired.close();
  }
}
