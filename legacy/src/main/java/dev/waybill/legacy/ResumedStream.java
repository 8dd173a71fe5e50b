package dev.waybill.legacy;

import dev.waybill.server.Exchange;
import dev.waybill.server.Reply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client that has come back to the stream of a call, on whatever worker the call runs. */
final class ResumedStream implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(ResumedStream.class);

  /** The record is looked at this often, should news of it have been lost. */
  private static final long LOOK_MILLIS = 1_000;

  /** After this an event that is not on record never will be. */
  private static final long LONGEST_WRITE_MILLIS = 2_000;

  private final Client client;
  private final Replay replay;
  private final Reply reply;
  private final long patienceMillis;
  private final BooleanSupplier draining;
  private final Semaphore news = new Semaphore(1);
  private volatile boolean gone;
  private boolean opened;

  ResumedStream(
      Client client, Replay replay, Reply reply, long patienceMillis, BooleanSupplier draining) {
    this.client = client;
    this.replay = replay;
    this.reply = reply;
    this.patienceMillis = patienceMillis;
    this.draining = draining;
  }

  /**
   * Sends what came after an event, and what still comes. On a thread of its own.
   *
   * @return whether there is such a stream; nothing was sent when there is not
   */
  boolean run(EventId last) {
    replay.take(last.stream());
    AutoCloseable listening = replay.listen(last.stream(), news::release, this::cancel);
    try {
      return follow(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return opened;
    } finally {
      if (opened) {
        reply.hangUp();
      }
      close(listening);
    }
  }

  private boolean follow(EventId last) throws InterruptedException {
    long quiet = 0;
    EventId at = last;
    while (!gone && !draining.getAsBoolean() && !client.ended() && quiet < patienceMillis) {
      if (news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        news.drainPermits();
      }
      Optional<List<Replay.Sent>> more = replay.after(client.session(), at.stream(), at.number());
      if (more.isEmpty() && (opened || quiet >= LONGEST_WRITE_MILLIS)) {
        return opened;
      }
      quiet += LOOK_MILLIS;
      if (more.isEmpty()) {
        // What was sent a moment ago may not be written yet.
        continue;
      }
      open();
      for (Replay.Sent sent : more.get()) {
        at = new EventId(at.stream(), sent.number());
        if (sent.message().length > 0) {
          reply.event(new Reply.Event(null, at.toString(), null, sent.message()));
        }
        if (sent.isLast()) {
          return true;
        }
      }
      if (!more.get().isEmpty()) {
        quiet = 0;
        // There may be more than is read at once.
        news.release();
      }
    }
    return opened;
  }

  private void open() {
    if (!opened) {
      opened = true;
      reply.event(new Reply.Event(null, null, null, new byte[0]));
    }
  }

  private static void close(AutoCloseable listening) {
    try {
      listening.close();
    } catch (Exception e) {
      LOG.debug("Leaving a channel failed", e);
    }
  }

  @Override
  public void cancel() {
    gone = true;
    news.release();
  }
}
