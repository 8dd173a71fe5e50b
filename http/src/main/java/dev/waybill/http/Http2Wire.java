package dev.waybill.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP/2: frames of one stream. */
enum Http2Wire implements Wire {
  STREAM;

  private static final AsciiString OK = AsciiString.cached("200");
  private static final AsciiString EVENTS = AsciiString.cached("text/event-stream");
  private static final AsciiString NO_CACHE = AsciiString.cached("no-cache");
  private static final AsciiString BUFFERING = AsciiString.cached("x-accel-buffering");
  private static final AsciiString NO = AsciiString.cached("no");
  private static final Http2Headers PROCEED =
      ReadOnlyHttp2Headers.serverHeaders(false, AsciiString.cached("100"));
  private static final Http2Headers PLAIN_STREAM =
      ReadOnlyHttp2Headers.serverHeaders(
          false,
          OK,
          HttpHeaderNames.CONTENT_TYPE,
          EVENTS,
          HttpHeaderNames.CACHE_CONTROL,
          NO_CACHE,
          BUFFERING,
          NO);
  private static final byte[] DATA = "data: ".getBytes(US_ASCII);
  private static final byte[] END = "\n\n".getBytes(US_ASCII);
  private static final byte[] COMMENT = ":\r\n\r\n".getBytes(US_ASCII);

  /** Up to this size a message is copied between the ends of its event. */
  private static final int INLINE = 16 << 10;

  @Override
  public void whole(
      ChannelHandlerContext ctx,
      Answer answer,
      boolean bodiless,
      boolean close,
      @Nullable ChannelFutureListener then) {
    byte[] body = answer.whole();
    Http2Headers headers =
        new DefaultHttp2Headers(false, 8).status(Integer.toString(answer.status()));
    if (body.length > 0) {
      headers.add(HttpHeaderNames.CONTENT_TYPE, answer.type());
      headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    }
    add(headers, answer.fields());
    boolean end = bodiless || body.length == 0;
    write(ctx, new DefaultHttp2HeadersFrame(headers, end), end ? then : null);
    if (!end) {
      pieces(ctx, body, true, then);
    }
  }

  @Override
  public void open(ChannelHandlerContext ctx, List<Field> fields, boolean close) {
    Http2Headers headers = PLAIN_STREAM;
    if (!fields.isEmpty()) {
      headers = new DefaultHttp2Headers(false, 8).setAll(PLAIN_STREAM);
      add(headers, fields);
    }
    write(ctx, new DefaultHttp2HeadersFrame(headers), null);
  }

  @Override
  public void event(ChannelHandlerContext ctx, byte[] before, byte[] message) {
    int around = before.length + DATA.length + END.length;
    if (message.length <= INLINE) {
      ByteBuf out = ctx.alloc().directBuffer(around + message.length);
      data(ctx, out.writeBytes(before).writeBytes(DATA).writeBytes(message).writeBytes(END));
    } else {
      data(ctx, Unpooled.wrappedBuffer(before, DATA));
      pieces(ctx, message, false, null);
      data(ctx, Unpooled.wrappedBuffer(END));
    }
  }

  @Override
  public void comment(ChannelHandlerContext ctx) {
    data(ctx, Unpooled.wrappedBuffer(COMMENT));
  }

  @Override
  public void last(ChannelHandlerContext ctx, @Nullable ChannelFutureListener then) {
    write(ctx, new DefaultHttp2DataFrame(true), then);
  }

  @Override
  public void proceed(ChannelHandlerContext ctx) {
    write(ctx, new DefaultHttp2HeadersFrame(PROCEED), null);
  }

  private static void pieces(
      ChannelHandlerContext ctx,
      byte[] bytes,
      boolean endsStream,
      @Nullable ChannelFutureListener then) {
    for (int at = 0; at < bytes.length; at += PIECE) {
      int length = Math.min(PIECE, bytes.length - at);
      boolean end = at + length == bytes.length;
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, at, length);
      write(ctx, new DefaultHttp2DataFrame(piece, end && endsStream), end ? then : null);
    }
  }

  private static void data(ChannelHandlerContext ctx, ByteBuf content) {
    write(ctx, new DefaultHttp2DataFrame(content), null);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the stream.
  private static void write(
      ChannelHandlerContext ctx, Object frame, @Nullable ChannelFutureListener then) {
    var written = ctx.write(frame);
    if (then != null) {
      written.addListener(then);
    }
  }

  private static void add(Http2Headers headers, List<Field> fields) {
    for (Field field : fields) {
      headers.add(field.name(), field.value());
    }
  }
}
