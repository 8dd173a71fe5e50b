package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one request of an HTTP/2 stream. */
final class Http2Requests extends Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Requests.class);

  private final Http2Connection connection;
  private boolean begun;
  private boolean refused;
  private long bodySince;
  private long overSince;
  private long backlog;

  Http2Requests(Service service, Loop loop, Http2Connection connection) {
    super(service, loop);
    this.connection = connection;
  }

  /** Takes frames for what they are in HTTP/1.1, so that one class serves both. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    switch (frame) {
      case Http2HeadersFrame headers -> {
        if (!begun) {
          begun = true;
          begin(ctx, headers.headers());
        }
        if (headers.isEndStream()) {
          super.channelRead(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
        }
      }
      case Http2DataFrame data when data.isEndStream() ->
          super.channelRead(ctx, new DefaultLastHttpContent(data.content()));
      case Http2DataFrame data -> super.channelRead(ctx, new DefaultHttpContent(data.content()));
      default -> ReferenceCountUtil.release(frame);
    }
  }

  private void begin(ChannelHandlerContext ctx, Http2Headers headers) {
    HttpRequest request = null;
    if (headers.path() != null) {
      try {
        request = HttpConversionUtil.toHttpRequest(1, headers, true);
      } catch (Http2Exception | IllegalArgumentException e) {
        LOG.debug("Headers that make no request: {}", e.toString());
      }
    }
    if (request == null) {
      refuse(Answer.malformed(400, "The headers are not those of a request"));
    } else {
      super.channelRead(ctx, request);
    }
  }

  @Override
  @Nullable Answer malformed(HttpRequest request) {
    if (connection.streams() > service().limits.callsPerConnection()) {
      return Answer.crowded();
    }
    return null;
  }

  @Override
  Wire wire() {
    return Http2Wire.STREAM;
  }

  @Override
  boolean endsAfterLast() {
    return true;
  }

  @Override
  void refuse(Answer answer) {
    refused = true;
    super.refuse(answer);
  }

  @Override
  void ended(ChannelFuture written) {
    if (refused) {
      // The client need not send the rest of its request; its stream ends by this.
      var unused = context().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
  }

  @Override
  void overdue(long now) {
    Duration limit = service().limits.bodyTime();
    if (receiving()) {
      bodySince = bodySince == 0 ? now : bodySince;
      if (now - bodySince > limit.toNanos()) {
        refuse(Answer.error(ErrorCode.REQUEST_TIMEOUT, "The request took too long to arrive"));
      }
    } else if (turns().over()) {
      long left = Stall.backlog(context().channel());
      if (overSince == 0 || left != backlog) {
        overSince = now;
        backlog = left;
      }
      if (now - overSince > service().limits.stallTime().toNanos()) {
        close();
      }
    }
  }

  @Override
  public void drain() {
    // The connection says goodbye and lets its streams finish.
  }
}
