package dev.waybill.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a version of HTTP puts an answer on a channel: one {@link #whole}, or {@link #open}, any
 * number of {@link #event} and {@link #comment}, and {@link #last}. Nothing is flushed here.
 */
interface Wire {
  /**
   * Bodies longer than this are written in pieces, so that progress can be seen while a peer reads.
   */
  int PIECE = 64 << 10;

  /**
   * An answer of one piece.
   *
   * @param bodiless say only how long the body would have been: the answer to HEAD
   * @param then told when all of it is out, or failed
   */
  void whole(
      ChannelHandlerContext ctx,
      Answer answer,
      boolean bodiless,
      boolean close,
      @Nullable ChannelFutureListener then);

  /** The head of an event stream. */
  void open(ChannelHandlerContext ctx, List<Field> fields, boolean close);

  /**
   * One event with one message.
   *
   * @param before lines of other fields of the event, each with its end; mostly empty
   */
  void event(ChannelHandlerContext ctx, byte[] before, byte[] message);

  /** A comment, which keeps intermediaries from taking a quiet stream for a dead one. */
  void comment(ChannelHandlerContext ctx);

  /** The end of an event stream. */
  void last(ChannelHandlerContext ctx, @Nullable ChannelFutureListener then);

  /** {@code 100 Continue}. */
  void proceed(ChannelHandlerContext ctx);
}
