package dev.waybill.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects listeners within one process. */
final class LocalBackplane implements Backplane {
  private static final Logger LOG = LoggerFactory.getLogger(LocalBackplane.class);

  private final Map<String, List<Consumer<byte[]>>> listeners = new ConcurrentHashMap<>();
  private final SharedMemory memory = new LocalMemory();

  @Override
  public void publish(String channel, byte[] message) {
    for (Consumer<byte[]> listener : listeners.getOrDefault(channel, List.of())) {
      try {
        listener.accept(message);
      } catch (RuntimeException e) {
        LOG.warn("A listener of the backplane failed", e);
      }
    }
  }

  @Override
  public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
    listeners.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>()).add(listener);
    return () ->
        listeners.computeIfPresent(
            channel,
            (name, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  @Override
  public SharedMemory memory() {
    return memory;
  }

  @Override
  public void close() {
    listeners.clear();
  }
}
