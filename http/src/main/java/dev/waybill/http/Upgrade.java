package dev.waybill.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.util.AsciiString;

/**
 * From HTTP/1.1 to HTTP/2 on a cleartext connection, by its first request (RFC 7540 section 3.2).
 * The handlers this takes are in the pipeline only while a client asks for it.
 */
final class Upgrade {
  /** A request with a longer body, or one of unknown length, is answered as HTTP/1.1. */
  private static final int LONGEST = 64 << 10;

  private static final AsciiString SETTINGS = AsciiString.cached("http2-settings");

  private final Wiring wiring;

  Upgrade(Wiring wiring) {
    this.wiring = wiring;
  }

  boolean isAskedFor(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.contains(HttpHeaderNames.UPGRADE)
        && request.decoderResult().isSuccess()
        && headers.containsValue(
            HttpHeaderNames.UPGRADE, Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, true)
        && headers.contains(SETTINGS)
        && !headers.contains(HttpHeaderNames.EXPECT)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && HttpUtil.getContentLength(request, 0L) <= LONGEST;
  }

  /** Puts the handlers of the upgrade before the context's handler. */
  void begin(ChannelHandlerContext ctx, Http1Decoder decoder, Loop loop) {
    ChannelPipeline pipeline = ctx.pipeline();
    Requests requests = (Requests) ctx.handler();
    pipeline.addBefore(ctx.name(), null, new HttpResponseEncoder());
    pipeline.addBefore(
        ctx.name(),
        null,
        new HttpServerUpgradeHandler(
            upgraded -> {
              pipeline.remove(HttpResponseEncoder.class);
              pipeline.remove(requests);
            },
            protocol -> {
              Http2FrameCodec codec = wiring.http2Codec();
              return new Http2ServerUpgradeCodec(codec, wiring.http2Handlers(loop, codec)) {
                @Override
                public void upgradeTo(ChannelHandlerContext ctx, FullHttpRequest request) {
                  super.upgradeTo(ctx, request);
                  // Last, as what it has left of the client's bytes goes to the handler after it.
                  pipeline.remove(decoder);
                }
              };
            },
            LONGEST,
            DefaultHttpHeadersFactory.headersFactory(),
            DefaultHttpHeadersFactory.trailersFactory(),
            true));
  }

  /** The client's request did not lead to an upgrade: it goes on with HTTP/1.1. */
  void giveUp(ChannelHandlerContext ctx) {
    ctx.pipeline().remove(HttpResponseEncoder.class);
  }
}
