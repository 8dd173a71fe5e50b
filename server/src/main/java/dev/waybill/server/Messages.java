package dev.waybill.server;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.protocol.ServerNotification.LoggingMessage;
import dev.waybill.protocol.ServerNotification.Progress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of one call: progress at a bounded rate, log messages at the level asked for.
 *
 * <p>A progress value that comes too soon after the last is held; a later one replaces it, and what
 * is held goes out when its time has come or the call ends, whichever is first.
 */
final class Messages implements Reporter {
  /** At most 20 progress notifications a second a call. */
  static final long MIN_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Reply reply;
  private final @Nullable RequestId token;
  private final @Nullable LoggingLevel minimum;
  private final Timer timer;

  private double last = Double.NEGATIVE_INFINITY;
  private long lastSentNanos;
  private boolean sentBefore;
  private @Nullable Progress held;
  private boolean ended;
  private long dropped;

  Messages(Reply reply, RequestMeta meta, Timer timer) {
    this.reply = reply;
    this.token = meta.progressToken();
    this.minimum = meta.logLevel();
    this.timer = timer;
  }

  @Override
  public void progress(double progress, @Nullable Double total, @Nullable String message) {
    if (token == null || Double.isNaN(progress) || Double.isInfinite(progress)) {
      return;
    }
    Double known = total == null || Double.isNaN(total) || Double.isInfinite(total) ? null : total;
    synchronized (this) {
      if (ended || progress <= last) {
        return;
      }
      last = progress;
      boolean schedule = held == null;
      held = new Progress(token, progress, known, message);
      long wait = sentBefore ? lastSentNanos + MIN_INTERVAL_NANOS - timer.nanoTime() : 0;
      if (wait <= 0 && reply.writable()) {
        flush();
      } else if (schedule) {
        timer.after(Math.max(wait, MIN_INTERVAL_NANOS / 2), this::due);
      }
    }
  }

  private synchronized void due() {
    if (ended || held == null) {
      return;
    }
    long wait = lastSentNanos + MIN_INTERVAL_NANOS - timer.nanoTime();
    if ((!sentBefore || wait <= 0) && reply.writable()) {
      flush();
    } else {
      timer.after(Math.max(wait, MIN_INTERVAL_NANOS / 2), this::due);
    }
  }

  private void flush() {
    if (held != null) {
      reply.send(held.bytes());
      held = null;
      lastSentNanos = timer.nanoTime();
      sentBefore = true;
    }
  }

  @Override
  public void log(LoggingLevel level, @Nullable String logger, Object data) {
    if (minimum == null || level.compareTo(minimum) < 0) {
      return;
    }
    byte[] message = new LoggingMessage(level, logger, Json.mapper().valueToTree(data)).bytes();
    synchronized (this) {
      if (ended) {
        return;
      }
      if (!reply.writable()) {
        dropped++;
        return;
      }
      if (dropped > 0) {
        String note = dropped + " log messages were dropped: the client reads too slowly";
        dropped = 0;
        reply.send(
            new LoggingMessage(LoggingLevel.WARNING, "waybill", Json.mapper().valueToTree(note))
                .bytes());
      }
      reply.send(message);
    }
  }

  /** Sends what is held; nothing goes out after this. */
  synchronized void end() {
    if (!ended) {
      flush();
      ended = true;
    }
  }

  /** Drops what is held: nobody listens any more. */
  synchronized void abandon() {
    held = null;
    ended = true;
  }
}
