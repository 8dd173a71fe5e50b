package dev.waybill.server;

import dev.waybill.server.Backplane.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens in this process, by channel: what every {@link Backplane} has. */
public final class Channels {
  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

  private final Map<String, List<Listening>> listeners = new ConcurrentHashMap<>();

  private final class Listening implements AutoCloseable {
    private final String channel;
    private final Consumer<byte[]> listener;

    Listening(String channel, Consumer<byte[]> listener) {
      this.channel = channel;
      this.listener = listener;
    }

    @Override
    public void close() {
      listeners.computeIfPresent(
          channel,
          (name, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /**
   * Adds a listener to a channel.
   *
   * @return removes it when it is closed
   * @throws IllegalArgumentException when no channel is named so
   */
  public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
    Bounds.channel(channel);
    Listening listening = new Listening(channel, listener);
    // Under the map's lock, so that it is not added to a list that is just being dropped.
    listeners.compute(
        channel,
        (name, all) -> {
          List<Listening> kept = all == null ? new CopyOnWriteArrayList<>() : all;
          kept.add(listening);
          return kept;
        });
    return listening;
  }

  /** Whether anybody listens to a channel, for messages that are costly to fetch. */
  public boolean hears(String channel) {
    return listeners.containsKey(channel);
  }

  /** Whether nobody listens to any. */
  public boolean isEmpty() {
    return listeners.isEmpty();
  }

  /** Tells the listeners of the channel, one after the other; what they throw is logged. */
  public void tell(Message message) {
    for (Listening listening : listeners.getOrDefault(message.channel(), List.of())) {
      try {
        listening.listener.accept(message.bytes());
      } catch (Throwable e) {
        // Whatever it is: a backplane that stopped hearing would not be noticed.
        LOG.warn("A listener of the channel {} failed", message.channel(), e);
      }
    }
  }

  /** Removes all listeners. */
  public void clear() {
    listeners.clear();
  }
}
