package dev.waybill.http;

import io.netty.channel.Channel;

/** Notices a peer that has stopped reading what it is sent. */
final class Stall {
  private boolean behind;
  private long left;
  private long since;

  /**
   * A number that changes whenever the peer reads, or is sent, something.
   *
   * <p>It grows with what waits to be read.
   */
  static long backlog(Channel channel) {
    return channel.isWritable() ? -channel.bytesBeforeUnwritable() : channel.bytesBeforeWritable();
  }

  /** Whether nothing at all was read for {@code limit} nanoseconds while much was waiting. */
  boolean lasts(Channel channel, long now, long limit) {
    if (channel.isWritable()) {
      behind = false;
      return false;
    }
    long waiting = channel.bytesBeforeWritable();
    if (!behind || waiting < left) {
      behind = true;
      since = now;
    }
    left = waiting;
    return now - since > limit;
  }
}
