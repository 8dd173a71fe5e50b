package dev.waybill.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Counts the notifications of one event stream. */
final class EventCounter extends SimpleChannelInboundHandler<HttpObject> {
  private static final String EVENT = "data: ";
  private static final String ACKNOWLEDGED = "\"notifications/subscriptions/acknowledged\"";
  private static final String UPDATED = "\"notifications/resources/updated\"";

  private final Runnable acknowledged;
  private final StringBuilder line = new StringBuilder();
  private volatile int updates;
  private volatile boolean closed;

  /**
   * @param acknowledged runs when the subscription is
   */
  EventCounter(Runnable acknowledged) {
    this.acknowledged = acknowledged;
  }

  int updates() {
    return updates;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (message instanceof HttpResponse response && response.status().code() != 200) {
      throw new IllegalStateException("Refused: " + response.status());
    }
    if (message instanceof HttpContent content) {
      read(content.content());
    }
  }

  private void read(ByteBuf bytes) {
    int end = bytes.bytesBefore((byte) '\n');
    while (end >= 0) {
      line.append(bytes.readCharSequence(end, StandardCharsets.UTF_8));
      bytes.skipBytes(1);
      event(line.toString());
      line.setLength(0);
      end = bytes.bytesBefore((byte) '\n');
    }
    line.append(bytes.readCharSequence(bytes.readableBytes(), StandardCharsets.UTF_8));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the event loop only
  private void event(String text) {
    if (!text.startsWith(EVENT)) {
      return;
    }
    if (text.contains(UPDATED)) {
      updates++;
    } else if (text.contains(ACKNOWLEDGED)) {
      acknowledged.run();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    System.err.println("A stream failed: " + cause);
    var unused = ctx.close();
  }
}
