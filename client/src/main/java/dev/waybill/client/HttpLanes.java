package dev.waybill.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * As many HTTP clients as it takes. One has a single HTTP/2 connection to a server, which carries
 * no more requests at once than the server allows; what is more needs another connection.
 */
final class HttpLanes implements AutoCloseable {
  private static final int MOST = 32;

  private final Supplier<HttpClient> factory;
  private final List<HttpClient> lanes = new CopyOnWriteArrayList<>();
  private final AtomicInteger current = new AtomicInteger();

  HttpLanes(Supplier<HttpClient> factory) {
    this.factory = factory;
    lanes.add(factory.get());
  }

  /** The lane to try; calls move on to the next one when it turns out to be full. */
  HttpClient current() {
    return lanes.get(current.get());
  }

  /** A lane took no more: the next requests try another, a new one if all were tried. */
  void full(HttpClient lane) {
    synchronized (lanes) {
      if (!lane.equals(current())) {
        return; // someone else moved on already
      }
      int next = current.get() + 1;
      if (next == lanes.size() && lanes.size() < MOST) {
        lanes.add(factory.get());
      }
      current.set(next % lanes.size());
    }
  }

  /** Whether a failure means that a request was not sent because its lane is full. */
  static boolean isFull(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("too many concurrent streams");
  }

  @Override
  public void close() {
    lanes.forEach(HttpClient::shutdownNow);
  }
}
