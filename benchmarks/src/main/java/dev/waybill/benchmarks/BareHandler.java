package dev.waybill.benchmarks;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import tools.jackson.databind.json.JsonMapper;

/** Answers every request with the same bytes. */
final class BareHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final JsonMapper JSON = new JsonMapper();

  private final Bare kind;
  private final byte[] answer;

  BareHandler(Bare kind, byte[] answer) {
    this.kind = kind;
    this.answer = answer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean good =
        switch (kind) {
          case PARSES -> JSON.readTree(ByteBufUtil.getBytes(request.content())).isObject();
          case WRITES -> true;
        };
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            good ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST,
            Unpooled.wrappedBuffer(answer));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.length);
    var unused = ctx.write(response, ctx.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var unused = ctx.close();
  }
}
