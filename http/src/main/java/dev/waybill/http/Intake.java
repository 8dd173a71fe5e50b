package dev.waybill.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Gathers the body of one request. A body that comes in one piece, as small ones do, is copied once
 * into an array of its size; memory for longer ones grows with what has arrived, never with what
 * was announced.
 */
final class Intake {
  private static final int FIRST = 8 << 10;

  private final Service service;
  private final int limit;
  private final int announced;
  private byte[] bytes = Answer.NOTHING;
  private int size;
  private int reserved;

  enum Outcome {
    TAKEN,
    TOO_LARGE,
    NO_ROOM
  }

  /**
   * @param announced Content-Length; −1 when the request has none
   */
  Intake(Service service, long announced) {
    this.service = service;
    this.limit = service.limits.bodyBytes();
    this.announced = announced < 0 ? limit : (int) Math.min(limit, announced);
  }

  Outcome add(ByteBuf piece, boolean last) {
    int more = piece.readableBytes();
    if (more > limit - size) {
      return Outcome.TOO_LARGE;
    }
    if (size == 0 && last) {
      bytes = new byte[more];
    } else if (size + more > bytes.length) {
      int room = Math.max(size + more, Math.min(announced, Math.max(FIRST, 2 * bytes.length)));
      if (!service.reserve(room - bytes.length)) {
        return Outcome.NO_ROOM;
      }
      reserved = room;
      bytes = Arrays.copyOf(bytes, room);
    }
    piece.readBytes(bytes, size, more);
    size += more;
    return Outcome.TAKEN;
  }

  /** Makes room for a body that is complete but has to wait; false when there is none. */
  boolean hold() {
    if (reserved == 0) {
      if (!service.reserve(size)) {
        return false;
      }
      reserved = size;
    }
    return true;
  }

  /** The whole body; the reservation passes to the caller. */
  byte[] body() {
    byte[] body = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    bytes = Answer.NOTHING;
    return body;
  }

  /** What is reserved at {@link Service#reserve} for this body. */
  int reserved() {
    return reserved;
  }
}
