package dev.waybill.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What concerns an HTTP/2 connection as a whole; its streams have channels of their own. */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Loop.Member {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  private final Service service;
  private final Loop loop;
  private final Http2FrameCodec codec;
  private final Stall stall = new Stall();
  private @Nullable ChannelHandlerContext context;
  private Loop.@Nullable Seat seat;
  private boolean idle;
  private long idleSince;
  private int lastStream;

  Http2Connection(Service service, Loop loop, Http2FrameCodec codec) {
    this.service = service;
    this.loop = loop;
    this.codec = codec;
  }

  /** How many streams are open. */
  int streams() {
    return codec.connection().numActiveStreams();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    seat = loop.add(this);
    // A client that has not heard of the limit on streams yet gets an answer, 429, for each that is
    // too many; the codec alone would close the connection with all calls that are in flight.
    codec.connection().remote().maxActiveStreams(4 * service.limits.callsPerConnection());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    loop.remove(seat);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.remove(seat);
    ctx.fireChannelInactive();
  }

  /** Frames of the connection itself (settings, pings) ask for nothing here. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    ReferenceCountUtil.release(frame);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("An HTTP/2 connection is closed: {}", cause.toString());
    var unused = ctx.close();
  }

  @Override
  public void sweep(long now) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    if (stall.lasts(ctx.channel(), now, service.limits.stallTime().toNanos())) {
      LOG.debug("Closing {}: its peer has stopped reading", ctx.channel());
      var unused = ctx.pipeline().context(codec).close();
      return;
    }
    int created = codec.connection().remote().lastStreamCreated();
    if (!idle || streams() > 0 || created != lastStream) {
      idle = streams() == 0;
      idleSince = now;
      lastStream = created;
    } else if (now - idleSince > service.limits.idleTime().toNanos()) {
      var unused = ctx.close();
    }
  }

  /** Says goodbye; the connection closes after its last stream. */
  @Override
  public void drain() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      var unused = ctx.close();
    }
  }
}
