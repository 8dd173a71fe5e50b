package dev.waybill.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1, and 1.0 for clients and proxies that speak no more: without chunks a stream ends where
 * its connection does.
 */
enum Http1Wire implements Wire {
  CHUNKED(true),
  UNTIL_CLOSE(false);

  private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\ncontent-type: ");
  private static final byte[] OK_JSON =
      ascii("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ");
  private static final byte[] STREAM =
      lines(
          "HTTP/1.1 200 OK",
          "content-type: text/event-stream",
          "cache-control: no-cache",
          "x-accel-buffering: no");
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] TYPE = ascii("content-type: ");
  private static final byte[] LENGTH = ascii("content-length: ");
  private static final byte[] CHUNKS = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] PROCEED = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[] LAST = ascii("0\r\n\r\n");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] COMMENT = ascii(":\r\n\r\n");
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final int HEAD_GUESS = 128;
  private static final int FIELD_GUESS = 48;

  /** Up to this size a body is copied beside its head: one buffer is cheaper than two. */
  private static final int INLINE = 16 << 10;

  private final boolean chunked;

  Http1Wire(boolean chunked) {
    this.chunked = chunked;
  }

  @Override
  public void whole(
      ChannelHandlerContext ctx,
      Answer answer,
      boolean bodiless,
      boolean close,
      @Nullable ChannelFutureListener then) {
    int length = answer.length();
    boolean inline = length <= INLINE;
    int fieldCount = answer.fields().size();
    ByteBuf out =
        ctx.alloc().directBuffer(HEAD_GUESS + FIELD_GUESS * fieldCount + (inline ? length : 0));
    if (answer.status() == 200 && answer.type().equals(Answer.JSON)) {
      number(out.writeBytes(OK_JSON), length);
      line(out);
    } else if (answer.status() == 200) {
      line(out.writeBytes(OK).writeBytes(answer.type().array()));
      number(out.writeBytes(LENGTH), length);
      line(out);
    } else {
      status(out, answer.status());
      if (length > 0) {
        line(out.writeBytes(TYPE).writeBytes(answer.type().array()));
      }
      if (answer.status() != 204 && answer.status() != 304) {
        number(out.writeBytes(LENGTH), length);
        line(out);
      }
    }
    fields(out, answer.fields(), close);
    line(out);
    if (bodiless || length == 0) {
      write(ctx, out, then);
    } else if (inline) {
      write(ctx, out.writeBytes(answer.body()).writeBytes(answer.rest()), then);
    } else {
      write(ctx, out, null);
      boolean one = answer.rest().length == 0;
      pieces(ctx, answer.body(), one ? then : null);
      pieces(ctx, answer.rest(), one ? null : then);
    }
  }

  @Override
  public void open(ChannelHandlerContext ctx, List<Field> fields, boolean close) {
    ByteBuf out = ctx.alloc().directBuffer(2 * HEAD_GUESS).writeBytes(STREAM);
    if (chunked) {
      out.writeBytes(CHUNKS);
    }
    fields(out, fields, close || !chunked);
    line(out);
    write(ctx, out, null);
  }

  @Override
  public void event(ChannelHandlerContext ctx, byte[] before, byte[] message) {
    int size = before.length + DATA.length + message.length + 2;
    boolean inline = message.length <= INLINE;
    ByteBuf out = ctx.alloc().directBuffer(24 + before.length + (inline ? size : 0));
    if (chunked) {
      hex(out, size);
      line(out);
    }
    out.writeBytes(before).writeBytes(DATA);
    if (!inline) {
      write(ctx, out, null);
      pieces(ctx, message, null);
      out = ctx.alloc().directBuffer(4);
    } else {
      out.writeBytes(message);
    }
    out.writeByte('\n').writeByte('\n');
    if (chunked) {
      line(out);
    }
    write(ctx, out, null);
  }

  @Override
  public void comment(ChannelHandlerContext ctx) {
    ByteBuf out = ctx.alloc().directBuffer(16);
    if (chunked) {
      hex(out, COMMENT.length);
      line(out);
    }
    out.writeBytes(COMMENT);
    if (chunked) {
      line(out);
    }
    write(ctx, out, null);
  }

  @Override
  public void last(ChannelHandlerContext ctx, @Nullable ChannelFutureListener then) {
    write(ctx, chunked ? Unpooled.wrappedBuffer(LAST) : Unpooled.EMPTY_BUFFER, then);
  }

  @Override
  public void proceed(ChannelHandlerContext ctx) {
    write(ctx, Unpooled.wrappedBuffer(PROCEED), null);
  }

  private static void pieces(
      ChannelHandlerContext ctx, byte[] bytes, @Nullable ChannelFutureListener then) {
    for (int at = 0; at < bytes.length; at += PIECE) {
      int length = Math.min(PIECE, bytes.length - at);
      boolean end = at + length == bytes.length;
      write(ctx, Unpooled.wrappedBuffer(bytes, at, length), end ? then : null);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel.
  private static void write(
      ChannelHandlerContext ctx, ByteBuf out, @Nullable ChannelFutureListener then) {
    if (then == null) {
      ctx.write(out, ctx.voidPromise());
    } else {
      ctx.write(out).addListener(then);
    }
  }

  private static void status(ByteBuf out, int status) {
    number(out.writeBytes(VERSION), status);
    out.writeByte(' ');
    out.writeCharSequence(HttpResponseStatus.valueOf(status).reasonPhrase(), US_ASCII);
    line(out);
  }

  private static void fields(ByteBuf out, List<Field> fields, boolean close) {
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      out.writeBytes(field.name().array());
      out.writeByte(':').writeByte(' ');
      out.writeBytes(field.value().array());
      line(out);
    }
    if (close) {
      out.writeBytes(CLOSE);
    }
  }

  private static void line(ByteBuf out) {
    out.writeByte('\r').writeByte('\n');
  }

  private static void number(ByteBuf out, int value) {
    int divisor = 1;
    while (value / divisor >= 10) {
      divisor *= 10;
    }
    for (; divisor > 0; divisor /= 10) {
      out.writeByte('0' + value / divisor % 10);
    }
  }

  private static void hex(ByteBuf out, int value) {
    int shift = (31 - Integer.numberOfLeadingZeros(value | 1)) & ~3;
    for (; shift >= 0; shift -= 4) {
      out.writeByte(HEX[(value >>> shift) & 15]);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] lines(String... lines) {
    return ascii(String.join("\r\n", lines) + "\r\n");
  }
}
