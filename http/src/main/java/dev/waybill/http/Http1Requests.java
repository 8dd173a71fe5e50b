package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The requests of one HTTP/1.1 connection, pipelined or not. */
final class Http1Requests extends Requests {
  /** How long a peer may go on sending what nobody reads, after it was told that it is refused. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final Http1Decoder decoder;
  private final Upgrade upgrade;
  private boolean first = true;
  private boolean upgrading;
  private boolean oldVersion;
  private boolean lastRequest;
  private boolean refused;

  private Phase phase = Phase.FRESH;
  private long phaseSince;
  private int requests;
  private int requestsSeen;
  private long unreadSeen;

  /** What the sweep finds a connection doing; how long it may depends on it. */
  private enum Phase {
    FRESH,
    IDLE,
    HEAD,
    BODY,
    ANSWER,
    UNREAD,
    CLOSING
  }

  Http1Requests(Service service, Loop loop, Http1Decoder decoder, Upgrade upgrade) {
    super(service, loop);
    this.decoder = decoder;
    this.upgrade = upgrade;
    this.phaseSince = System.nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (first && message instanceof HttpRequest request) {
      first = false;
      if (upgrade.isAskedFor(request)) {
        upgrading = true;
        upgrade.begin(ctx, decoder, loop());
        ctx.pipeline().context(decoder).fireChannelRead(message);
        return;
      }
    }
    if (upgrading) {
      upgrading = false;
      upgrade.giveUp(ctx);
    }
    if (message instanceof HttpRequest) {
      requests++;
    }
    super.channelRead(ctx, message);
    if (lastRequest && !deaf() && message instanceof LastHttpContent) {
      deafen();
    }
  }

  @Override
  @Nullable Answer malformed(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return undecodable(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    oldVersion = version.equals(HttpVersion.HTTP_1_0);
    if (!oldVersion && !version.equals(HttpVersion.HTTP_1_1)) {
      return Answer.malformed(505, "Expected HTTP/1.1 or HTTP/2");
    }
    HttpHeaders headers = request.headers();
    if (decoder.folded()) {
      return Answer.malformed(400, "Header lines must not be folded");
    }
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      String coding = Guard.only(headers, HttpHeaderNames.TRANSFER_ENCODING);
      if (oldVersion || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)) {
        return Answer.malformed(400, "Expected no other Transfer-Encoding than chunked");
      }
    }
    if (headers.contains(HttpHeaderNames.EXPECT)
        && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(
            Guard.only(headers, HttpHeaderNames.EXPECT))) {
      return Answer.malformed(417, "Expected no other Expect than 100-continue");
    }
    lastRequest = oldVersion || !HttpUtil.isKeepAlive(request);
    return null;
  }

  private static Answer undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      return Answer.error(
          ErrorCode.HEADERS_TOO_LARGE, "The headers are longer than the server takes");
    }
    if (cause instanceof TooLongHttpLineException) {
      return Answer.malformed(414, "The request line is longer than the server takes");
    }
    return Answer.malformed(400, "The request is not well-formed HTTP");
  }

  @Override
  void refuse(Answer answer) {
    refused = true;
    super.refuse(answer);
  }

  @Override
  Wire wire() {
    return oldVersion ? Http1Wire.UNTIL_CLOSE : Http1Wire.CHUNKED;
  }

  @Override
  boolean endsAfterLast() {
    return lastRequest || deaf() || service().draining();
  }

  @Override
  void ended(ChannelFuture written) {
    if (!refused) {
      close();
      return;
    }
    // Closing with input unread would reset the connection, and take the answer with it.
    SslHandler tls = context().pipeline().get(SslHandler.class);
    if (tls != null) {
      var unused = tls.closeOutbound();
    } else if (context().channel() instanceof DuplexChannel channel) {
      var unused = channel.shutdownOutput();
    }
  }

  @Override
  void overdue(long now) {
    long left = unread();
    Phase is = phase(left);
    boolean read = left != unreadSeen && (is == Phase.UNREAD || is == Phase.CLOSING);
    if (is != phase || requests != requestsSeen || read) {
      phase = is;
      unreadSeen = left;
      phaseSince = now;
      requestsSeen = requests;
      return;
    }
    Limits limits = service().limits;
    boolean overdue = now - phaseSince > limit(is, limits).toNanos();
    if (!overdue) {
      return;
    }
    switch (is) {
      case FRESH, IDLE, UNREAD, CLOSING -> close();
      case HEAD, BODY -> {
        if (upgrading) {
          close();
        } else {
          refuse(Answer.error(ErrorCode.REQUEST_TIMEOUT, "The request took too long to arrive"));
        }
      }
      case ANSWER -> {}
    }
  }

  /** How much of what was answered waits to be read. */
  private long unread() {
    ChannelOutboundBuffer written = context().channel().unsafe().outboundBuffer();
    return written == null ? 0 : written.totalPendingWriteBytes();
  }

  private Phase phase(long left) {
    if (turns().over()) {
      return Phase.CLOSING;
    }
    if (receiving()) {
      return Phase.BODY;
    }
    if (decoder.begun() && !deaf()) {
      return Phase.HEAD;
    }
    if (!turns().idle()) {
      return Phase.ANSWER;
    }
    if (left > 0) {
      return Phase.UNREAD;
    }
    return first ? Phase.FRESH : Phase.IDLE;
  }

  private Duration limit(Phase is, Limits limits) {
    return switch (is) {
      case FRESH, HEAD -> limits.headerTime();
      case IDLE -> limits.idleTime();
      case BODY -> limits.bodyTime();
      case ANSWER -> Duration.ZERO;
      case UNREAD -> limits.stallTime();
      case CLOSING -> refused ? LINGER : limits.stallTime();
    };
  }

  @Override
  public void drain() {
    if (turns().idle() && !turns().over() && !receiving() && !decoder.begun()) {
      // After what was written and is not out yet.
      var unused =
          context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
