package dev.waybill.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells from its first bytes whether a cleartext connection speaks HTTP/2 or HTTP/1.1. */
final class Sniffer extends ByteToMessageDecoder implements Loop.Member {
  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf().asReadOnly();

  private final Wiring wiring;
  private final Loop loop;
  private final long deadline;
  private @Nullable ChannelHandlerContext context;
  private Loop.@Nullable Seat seat;

  Sniffer(Wiring wiring, Loop loop, long patienceNanos) {
    this.wiring = wiring;
    this.loop = loop;
    this.deadline = System.nanoTime() + patienceNanos;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    seat = loop.add(this);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    loop.remove(seat);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    loop.remove(seat);
    super.channelInactive(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE.getByte(i)) {
        wiring.http1(ctx.pipeline(), loop);
        ctx.pipeline().remove(this);
        return;
      }
    }
    if (length == PREFACE.readableBytes()) {
      wiring.http2(ctx.pipeline(), loop);
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var unused = ctx.close();
  }

  @Override
  public void sweep(long now) {
    if (now - deadline > 0) {
      drain();
    }
  }

  @Override
  public void drain() {
    if (context != null) {
      var unused = context.close();
    }
  }
}
