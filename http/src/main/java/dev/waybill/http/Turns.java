package dev.waybill.http;

import dev.waybill.server.Reply;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests one after the other, as RFC 9112 section 9.3.2 asks for requests that are not
 * safe. Used on the event loop only, save where it says otherwise.
 */
final class Turns {
  private final Requests requests;
  private @Nullable HttpCall current;
  private @Nullable ArrayDeque<Turn> waiting;
  private int waitingBytes;
  private boolean over;
  private boolean pumping;
  private @Nullable Stall stall;

  Turns(Requests requests) {
    this.requests = requests;
  }

  Service service() {
    return requests.service();
  }

  /** Whether nothing is being answered and nothing waits to be. */
  boolean idle() {
    return current == null && (waiting == null || waiting.isEmpty());
  }

  /** Whether the last answer was written. */
  boolean over() {
    return over;
  }

  /** Whether no further request can be taken. */
  boolean full() {
    ArrayDeque<Turn> queue = waiting;
    if (queue == null) {
      return false;
    }
    Limits limits = service().limits;
    int inFlight = current == null ? 0 : 1;
    return queue.size() + inFlight >= limits.callsPerConnection()
        || waitingBytes >= limits.bodyBytes();
  }

  void add(Turn turn) {
    if (over) {
      return;
    }
    if (idle() && writable()) {
      start(turn);
      return;
    }
    ArrayDeque<Turn> queue = waiting;
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting = queue;
    }
    queue.add(turn);
    waitingBytes += size(turn);
  }

  /** Goes on with what waits, in a loop, as answers may be there at once. */
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    while (current == null && !over && writable()) {
      Turn next = waiting == null ? null : waiting.poll();
      if (next == null) {
        break;
      }
      waitingBytes -= size(next);
      start(next);
    }
    pumping = false;
  }

  private void start(Turn turn) {
    if (turn instanceof HttpCall call) {
      current = call;
      call.start();
    } else if (turn instanceof Turn.Ready(Answer answer, boolean bodiless)) {
      answer(answer, bodiless);
    }
  }

  private static int size(Turn turn) {
    return turn instanceof HttpCall call ? call.size() : 0;
  }

  /** Writes an answer of one piece. */
  void answer(Answer answer, boolean bodiless) {
    boolean end = endsNow();
    requests.wire().whole(context(), answer, bodiless, end, end ? requests::ended : null);
    done(end);
  }

  void openStream(List<Field> fields) {
    requests.wire().open(context(), fields, endsNow());
  }

  void event(byte[] before, byte[] message) {
    requests.wire().event(context(), before, message);
    requests.flushSoon();
  }

  void comment() {
    requests.wire().comment(context());
    requests.flushSoon();
  }

  void endStream() {
    boolean end = endsNow();
    requests.wire().last(context(), end ? requests::ended : null);
    done(end);
  }

  private boolean endsNow() {
    return (waiting == null || waiting.isEmpty()) && requests.endsAfterLast();
  }

  private void done(boolean end) {
    current = null;
    requests.flushSoon();
    if (end) {
      over = true;
      requests.deafen();
    } else {
      pump();
    }
  }

  /** Closes at once, whatever is in flight. */
  void abort() {
    requests.close();
  }

  void drained() {
    HttpCall call = current;
    if (call != null) {
      call.drained();
    }
    pump();
  }

  void keepAlive(long now) {
    if (current != null) {
      current.keepAlive(now);
    }
  }

  boolean stalled(long now) {
    Channel channel = context().channel();
    if (stall == null) {
      if (channel.isWritable()) {
        return false;
      }
      stall = new Stall();
    }
    return stall.lasts(channel, now, service().limits.stallTime().toNanos());
  }

  /** The connection is no more. */
  void gone() {
    over = true;
    HttpCall call = current;
    current = null;
    if (call != null) {
      call.gone();
    }
    ArrayDeque<Turn> queue = waiting;
    waiting = null;
    if (queue != null) {
      for (Turn turn : queue) {
        if (turn instanceof HttpCall never) {
          never.gone();
        }
      }
    }
  }

  /** See {@link Reply#writable()}. From any thread. */
  boolean writable() {
    return context().channel().isWritable();
  }

  /** Whether so much is waiting to be read by the peer that there is no hope. */
  boolean overrun() {
    Channel channel = context().channel();
    return !channel.isWritable()
        && channel.bytesBeforeWritable() > service().limits.streamBacklogBytes();
  }

  /** From any thread. */
  void launchSoon(Runnable call) {
    requests.loop().launchSoon(call);
  }

  boolean onLoop() {
    return requests.loop().executor().inEventLoop();
  }

  /** From any thread. */
  void execute(Runnable task) {
    requests.loop().executor().execute(task);
  }

  private ChannelHandlerContext context() {
    return requests.context();
  }
}
