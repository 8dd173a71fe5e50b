package dev.waybill.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Reads server-sent events from a body, blocking; closing it cancels the request behind it. */
final class EventStream implements AutoCloseable {
  private final Chunks chunks;
  private final EventParser parser;

  EventStream(Chunks chunks, int maxEvent) {
    this.chunks = chunks;
    this.parser = new EventParser(maxEvent);
  }

  /**
   * The next event; empty when the stream has ended or was closed.
   *
   * @throws TimeoutException when none came in time
   * @throws IOException when the connection broke
   */
  Optional<Event> next(long nanos) throws InterruptedException, TimeoutException, IOException {
    long end = System.nanoTime() + nanos;
    while (true) {
      Event event = parser.poll();
      if (event != null) {
        return Optional.of(event);
      }
      var buffers = chunks.next(end - System.nanoTime());
      if (buffers.isEmpty()) {
        return Optional.empty();
      }
      for (ByteBuffer buffer : buffers) {
        parser.feed(buffer);
      }
    }
  }

  /**
   * The next event for a call; empty when the stream has ended. What keeps it away is a failure of
   * the call.
   *
   * @throws IOException when the connection broke
   */
  Optional<Event> next(Patience patience, Where where) throws IOException {
    try {
      return next(patience.left());
    } catch (TimeoutException e) {
      throw patience.expired(where);
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    } catch (EventParser.TooLarge e) {
      throw where.violation("an event is too large: " + e.getMessage(), e);
    }
  }

  boolean isClosed() {
    return chunks.isClosed();
  }

  @Override
  public void close() {
    chunks.close();
  }
}
