package dev.waybill.benchmarks;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Answers every request with the same bytes. */
final class BareHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final JsonMapper JSON = new JsonMapper();

  private final Bare kind;
  private final byte[] answer;
  private final AsciiString[] names;
  private final AsciiString[] values;

  BareHandler(Bare kind, byte[] answer, List<String> headers) {
    this.kind = kind;
    this.answer = answer;
    this.names = headers.stream().map(line -> part(line, 0)).toArray(AsciiString[]::new);
    this.values = headers.stream().map(line -> part(line, 1)).toArray(AsciiString[]::new);
  }

  private static AsciiString part(String header, int index) {
    return AsciiString.of(header.split(": ", 2)[index]);
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
    HttpHeaders headers = response.headers();
    for (int i = 0; i < names.length; i++) {
      headers.set(names[i], values[i]);
    }
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.length);
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
