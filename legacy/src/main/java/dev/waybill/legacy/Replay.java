package dev.waybill.legacy;

import dev.waybill.server.Backplane;
import dev.waybill.server.SessionLimits;
import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was sent on the streams of calls, for clients that lost their connection and come back to
 * any worker (2025-11-25, basic/transports, Resumability and Redelivery).
 */
final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  /** Someone else carries the stream from now on. */
  private static final byte[] TAKEN = "taken".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] MORE = "more".getBytes(StandardCharsets.US_ASCII);
  private static final int AT_ONCE = 64;

  private final Backplane backplane;
  private final SharedMemory memory;
  private final SessionLimits limits;

  Replay(Backplane backplane, SessionLimits limits) {
    this.backplane = backplane;
    this.memory = backplane.memory();
    this.limits = limits;
  }

  /**
   * An event that was sent.
   *
   * @param message empty for the one that opens a stream
   * @param isLast whether the stream ends with it
   */
  record Sent(long number, byte[] message, boolean isLast) {}

  /** An event that can be replayed. */
  private record Kept(long number, int bytes) {}

  private static String log(Session session, String stream) {
    return "stream/" + session.id() + "/" + stream;
  }

  private static String channel(String stream) {
    return "legacy.stream." + stream;
  }

  /**
   * Begins to record a stream.
   *
   * @param taken runs when another connection has taken the stream over
   */
  Writer write(Session session, String stream, Runnable taken) {
    return new Writer(session, stream, taken);
  }

  /** Records one stream, in order, without making anyone wait for the store. */
  final class Writer {
    private final String log;
    private final String channel;
    private final Queue<Sent> waiting = new ArrayDeque<>();
    private final Queue<Kept> kept = new ArrayDeque<>();
    private final AutoCloseable listening;
    private long keptBytes;
    private boolean writing;

    /** Whether somebody reads the record while it is written. */
    private volatile boolean followed;

    private Writer(Session session, String stream, Runnable taken) {
      this.log = log(session, stream);
      this.channel = channel(stream);
      this.listening =
          backplane.listen(
              channel,
              message -> {
                if (Arrays.equals(message, TAKEN)) {
                  followed = true;
                  taken.run();
                }
              });
    }

    synchronized void add(Sent sent) {
      waiting.add(sent);
      if (!writing) {
        writing = true;
        Thread.startVirtualThread(this::drain);
      }
    }

    private synchronized @Nullable Sent next() {
      Sent sent = waiting.poll();
      writing = sent != null;
      return sent;
    }

    private void drain() {
      for (Sent sent = next(); sent != null; sent = next()) {
        try {
          append(sent);
        } catch (SharedMemoryException away) {
          LOG.debug("A stream cannot be resumed past a message that was not kept", away);
        }
        if (followed) {
          backplane.publish(channel, MORE);
        }
        if (sent.isLast()) {
          close();
        }
      }
    }

    private void append(Sent sent) {
      byte[] entry = new byte[sent.message().length + 1];
      entry[0] = (byte) (sent.isLast() ? 1 : 0);
      System.arraycopy(sent.message(), 0, entry, 1, sent.message().length);
      memory.append(log, sent.number(), entry, limits.replayTime());
      kept.add(new Kept(sent.number(), entry.length));
      keptBytes += entry.length;
      long upTo = -1;
      while (keptBytes > limits.replayBytes() && kept.size() > 1) {
        Kept oldest = kept.remove();
        keptBytes -= oldest.bytes();
        upTo = oldest.number();
      }
      if (upTo >= 0) {
        memory.trim(log, upTo);
      }
    }

    private void close() {
      try {
        listening.close();
      } catch (Exception e) {
        LOG.debug("Leaving a channel failed", e);
      }
    }
  }

  /**
   * What was sent on a stream after an event. Blocks.
   *
   * @return empty when there is no such stream, or when some of what is asked for is not kept any
   *     more
   */
  Optional<List<Sent>> after(Session session, String stream, long number) {
    List<SharedMemory.Numbered> entries =
        memory.readAfter(log(session, stream), number - 1, AT_ONCE);
    // The event itself must be there still, so that nothing after it is missing.
    if (entries.isEmpty() || entries.getFirst().number() != number) {
      return Optional.empty();
    }
    return Optional.of(
        entries.stream()
            .skip(1)
            .map(entry ->
                new Sent(
                    entry.number(),
                    Arrays.copyOfRange(entry.entry(), 1, entry.entry().length),
                    entry.entry()[0] == 1))
            .toList());
  }

  /** Takes a stream over: whoever carries it now stops. */
  void take(String stream) {
    backplane.publish(channel(stream), TAKEN);
  }

  /** Hears that more was recorded, and that another connection has taken the stream over. */
  AutoCloseable listen(String stream, Runnable more, Runnable taken) {
    return backplane.listen(
        channel(stream), message -> (Arrays.equals(message, TAKEN) ? taken : more).run());
  }
}
