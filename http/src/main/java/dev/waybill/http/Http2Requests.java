package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one request of an HTTP/2 stream. */
final class Http2Requests extends Requests {
  private final Http2Connection connection;
  private long bodySince;
  private long overSince;

  Http2Requests(Service service, Loop loop, Http2Connection connection) {
    super(service, loop);
    this.connection = connection;
  }

  @Override
  @Nullable Answer malformed(HttpRequest request) {
    if (connection.streams() > service().limits.callsPerConnection()) {
      return Answer.busy(ErrorCode.TOO_MANY_REQUESTS, "Too many calls on one connection");
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
  void ended(ChannelFuture written) {
    // For a client that has not sent all of its request; else the stream has ended by itself.
    if (context().channel().isActive()) {
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
      overSince = overSince == 0 ? now : overSince;
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
