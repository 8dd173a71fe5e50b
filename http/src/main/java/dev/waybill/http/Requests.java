package dev.waybill.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests in: those of one HTTP/1.1 connection, or the only one of an HTTP/2 stream. Reading
 * never stops, so that a peer that goes away is noticed at once.
 */
abstract sealed class Requests extends ChannelInboundHandlerAdapter implements Loop.Member
    permits Http1Requests, Http2Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

  private final Service service;
  private final Loop loop;
  private final Turns turns = new Turns(this);
  private @Nullable ChannelHandlerContext context;
  private Loop.@Nullable Seat seat;

  /** The request that is coming in: its body is either gathered or dropped. */
  private @Nullable Verdict verdict;

  private @Nullable HeaderView headers;
  private @Nullable Intake intake;
  private boolean bodiless;
  private long dropped;

  /** Nothing that still comes in counts. */
  private boolean deaf;

  private boolean reading;
  private boolean unflushed;

  Requests(Service service, Loop loop) {
    this.service = service;
    this.loop = loop;
  }

  /** What the protocol finds wrong with a request's head; null when it is sound. */
  abstract @Nullable Answer malformed(HttpRequest request);

  abstract Wire wire();

  /** Whether there is nothing more to come after the answer to the last request taken in. */
  abstract boolean endsAfterLast();

  /** The last answer is out: end the connection or stream. */
  abstract void ended(ChannelFuture written);

  /** Looks for what is overdue in the protocol's own affairs. */
  abstract void overdue(long now);

  Service service() {
    return service;
  }

  Loop loop() {
    return loop;
  }

  Turns turns() {
    return turns;
  }

  ChannelHandlerContext context() {
    ChannelHandlerContext known = context;
    if (known == null) {
      throw new IllegalStateException("The handler is not in a pipeline");
    }
    return known;
  }

  boolean deaf() {
    return deaf;
  }

  /** From now on nothing that comes in counts. */
  void deafen() {
    deaf = true;
    verdict = null;
    headers = null;
    if (intake != null) {
      service.release(intake.reserved());
      intake = null;
    }
  }

  /** Whether a request has begun to come in and is not complete. */
  boolean receiving() {
    return verdict != null;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    seat = loop.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    try {
      if (!deaf && message instanceof HttpRequest request) {
        head(request);
      }
      if (!deaf && message instanceof HttpContent content) {
        content(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(HttpRequest request) {
    bodiless = HttpMethod.HEAD.equals(request.method());
    Answer malformed = malformed(request);
    if (malformed != null) {
      refuse(malformed);
      return;
    }
    if (turns.full()) {
      refuse(Answer.crowded());
      return;
    }
    dropped = 0;
    boolean waits = HttpUtil.is100ContinueExpected(request);
    Verdict judged = service.gate.judge(request);
    verdict = judged;
    if (judged instanceof Verdict.Answered(Answer answer)) {
      if (waits) {
        refuse(answer);
      }
      return;
    }
    long announced = HttpUtil.getContentLength(request, -1L);
    if (announced > service.limits.bodyBytes()) {
      refuse(Answer.tooLarge(service.limits));
      return;
    }
    headers = new HeaderView(request.headers());
    intake = new Intake(service, announced);
    if (waits && turns.idle()) {
      wire().proceed(context());
      context().flush();
    }
  }

  private void content(HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (content.decoderResult().isFailure()) {
      refuse(Answer.malformed(400, "The request body is not framed as HTTP asks for"));
      return;
    }
    if (verdict instanceof Verdict.Admitted admitted) {
      gather(admitted, content.content(), last);
    } else if (verdict instanceof Verdict.Answered(Answer answer)) {
      drop(answer, content.content(), last);
    }
  }

  private void drop(Answer answer, ByteBuf piece, boolean last) {
    dropped += piece.readableBytes();
    if (dropped > service.limits.bodyBytes()) {
      refuse(answer);
    } else if (last) {
      ready(answer);
    }
  }

  private void gather(Verdict.Admitted admitted, ByteBuf piece, boolean last) {
    Intake body = intake;
    HeaderView view = headers;
    if (body == null || view == null) {
      return;
    }
    switch (body.add(piece, last)) {
      case TOO_LARGE -> refuse(Answer.tooLarge(service.limits));
      case NO_ROOM -> refuse(Answer.noRoom());
      case TAKEN -> {
        if (last && !turns.idle() && !body.hold()) {
          refuse(Answer.noRoom());
        } else if (last) {
          verdict = null;
          headers = null;
          intake = null;
          turns.add(
              new HttpCall(
                  turns, new HttpCall.Request(admitted, view, body.body(), body.reserved())));
        }
      }
    }
  }

  /** Answers, when its turn comes, a request that is not read to its end; then all is over. */
  void refuse(Answer answer) {
    deafen();
    ready(answer);
  }

  private void ready(Answer answer) {
    boolean head = bodiless;
    bodiless = false;
    verdict = null;
    turns.add(new Turn.Ready(answer, head));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    if (unflushed) {
      flush();
    }
    ctx.fireChannelReadComplete();
  }

  void flushSoon() {
    if (!unflushed) {
      unflushed = true;
      if (!reading) {
        loop.flushSoon(this);
      }
    }
  }

  @Override
  public void flush() {
    unflushed = false;
    context().flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      turns.drained();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    gone();
  }

  private void gone() {
    loop.remove(seat);
    deafen();
    turns.gone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException
        || cause instanceof CodecException
        || cause instanceof Http2Exception) {
      LOG.debug("A connection broke: {}", cause.toString());
    } else {
      LOG.warn("A connection is closed after an unexpected failure", cause);
    }
    close();
  }

  @Override
  public void sweep(long now) {
    if (turns.stalled(now)) {
      LOG.debug("Closing {}: its peer has stopped reading", context().channel());
      close();
      return;
    }
    turns.keepAlive(now);
    overdue(now);
  }

  /** Closes the connection, or ends the stream, at once. */
  void close() {
    var unused = context().close();
  }
}
