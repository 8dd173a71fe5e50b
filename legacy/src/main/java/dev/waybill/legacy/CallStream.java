package dev.waybill.legacy;

import dev.waybill.server.Reply;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one call over HTTP. With the first of them the answer becomes an event stream
 * that can be resumed: the call goes on when its connection is lost, and whatever it sends is kept
 * for the client to come back to.
 */
final class CallStream implements CallChannel {
  private static final byte[] NOTHING = {};

  /** How long a client is asked to wait before it comes back, at most. */
  private static final long LONGEST_RETRY_MILLIS = 10_000;

  private static final long USUAL_RETRY_MILLIS = 1_000;

  private final Client client;
  private final Replay replay;
  private final Reply connection;
  private final Supplier<String> names;
  private final boolean polling;
  private @Nullable String stream;
  private Replay.@Nullable Writer writer;
  private long number;

  /** Whether somebody reads what is written to the connection. */
  private boolean attached = true;

  private boolean ended;

  /**
   * @param names makes a name for it among the streams of the session, when it needs one
   * @param polling whether its client may be asked to come back later
   */
  CallStream(
      Client client, Replay replay, Reply connection, Supplier<String> names, boolean polling) {
    this.client = client;
    this.replay = replay;
    this.connection = connection;
    this.names = names;
    this.polling = polling && client.revision().atLeast(Revision.V2025_11_25);
  }

  private void open(long retryMillis) {
    if (writer == null) {
      stream = names.get();
      writer = replay.write(client.session(), stream, this::handOver);
      writer.add(new Replay.Sent(0, NOTHING, false));
      // Clients of earlier revisions take an event without data for a broken message.
      if (attached && client.revision().atLeast(Revision.V2025_11_25)) {
        connection.event(new Event(null, id(0), retryMillis, NOTHING));
      }
    }
  }

  private String id(long place) {
    return new EventId(String.valueOf(stream), place).toString();
  }

  @Override
  public synchronized void send(byte[] message) {
    if (!ended) {
      open(USUAL_RETRY_MILLIS);
      put(message, false);
    }
  }

  private void put(byte[] message, boolean isLast) {
    number++;
    if (attached) {
      connection.event(new Event(null, id(number), null, message));
    }
    if (writer != null) {
      writer.add(new Replay.Sent(number, message, isLast));
    }
  }

  @Override
  public synchronized void end(byte[] response, int status) {
    if (ended) {
      return;
    }
    ended = true;
    if (writer == null) {
      connection.end(response, status);
      return;
    }
    put(response, true);
    if (attached) {
      connection.hangUp();
    }
  }

  /** Ends it without a response: the call was cancelled. */
  @Override
  public synchronized void hangUp() {
    if (!ended) {
      ended = true;
      if (writer != null) {
        writer.add(new Replay.Sent(++number, NOTHING, true));
      }
      if (attached) {
        connection.hangUp();
      }
    }
  }

  /** The connection is lost; the call goes on. */
  synchronized void lost() {
    attached = false;
  }

  /** Another connection carries the stream from now on. */
  private synchronized void handOver() {
    if (attached && !ended) {
      attached = false;
      connection.hangUp();
    }
  }

  @Override
  public boolean carriesQuestions() {
    return true;
  }

  @Override
  public synchronized void comeBackIn(Duration duration) {
    if (polling && attached && !ended) {
      long retry = Math.min(duration.toMillis(), LONGEST_RETRY_MILLIS);
      boolean primed = writer != null;
      open(retry);
      if (primed) {
        connection.event(new Event(null, id(number), retry, NOTHING));
      }
      attached = false;
      connection.hangUp();
    }
  }

  @Override
  public synchronized boolean writable() {
    return !attached || connection.writable();
  }

  @Override
  public void launch(Runnable call) {
    connection.launch(call);
  }

  @Override
  public void accepted() {
    connection.accepted();
  }

  @Override
  public void end(byte[] head, byte[] shared, int status) {
    boolean plain;
    synchronized (this) {
      plain = writer == null && !ended;
      ended |= plain;
    }
    if (plain) {
      connection.end(head, shared, status);
    } else {
      CallChannel.super.end(head, shared, status);
    }
  }
}
