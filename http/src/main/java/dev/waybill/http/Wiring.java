package dev.waybill.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the handlers of a connection together, as few as its protocol needs. */
final class Wiring extends ChannelInitializer<Channel> {
  private final Service service;
  private final Map<EventLoop, Loop> loops;
  private final @Nullable SslContext tls;
  private final Upgrade upgrade = new Upgrade(this);

  Wiring(Service service, Map<EventLoop, Loop> loops, @Nullable SslContext tls) {
    this.service = service;
    this.loops = Map.copyOf(loops);
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    Loop loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("A connection came from an event loop of someone else");
    }
    ChannelPipeline pipeline = channel.pipeline();
    if (tls == null) {
      pipeline.addLast(new Sniffer(this, loop, service.limits.headerTime().toNanos()));
      return;
    }
    SslHandler handler = tls.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(service.limits.headerTime().toMillis());
    pipeline.addLast(handler, new Negotiation(loop));
  }

  void http1(ChannelPipeline pipeline, Loop loop) {
    Http1Decoder decoder = new Http1Decoder(service.limits);
    pipeline.addLast(decoder, new Http1Requests(service, loop, decoder, upgrade));
  }

  void http2(ChannelPipeline pipeline, Loop loop) {
    Http2FrameCodec codec = http2Codec();
    pipeline.addLast(codec);
    pipeline.addLast(http2Handlers(loop, codec));
  }

  Http2FrameCodec http2Codec() {
    return Http2FrameCodecBuilder.forServer()
        .validateRequiredPseudoHeaders(true)
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(service.limits.callsPerConnection())
                .maxHeaderListSize(service.limits.headerBytes()))
        // Closing waits for the streams; the endpoint itself sees to it that this comes to an end.
        .gracefulShutdownTimeoutMillis(-1)
        .build();
  }

  ChannelHandler[] http2Handlers(Loop loop, Http2FrameCodec codec) {
    Http2Connection connection = new Http2Connection(service, loop, codec);
    int high = service.limits.writeBufferBytes();
    var streams =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
            stream.pipeline().addLast(new Http2Requests(service, loop, connection));
          }
        };
    return new ChannelHandler[] {new Http2MultiplexHandler(streams), connection};
  }

  /** Takes what the client and the TLS layer agreed on (ALPN). */
  private final class Negotiation extends ApplicationProtocolNegotiationHandler {
    private final Loop loop;

    Negotiation(Loop loop) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.loop = loop;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
        http2(ctx.pipeline(), loop);
      } else {
        http1(ctx.pipeline(), loop);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      var unused = ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var unused = ctx.close();
    }
  }
}
