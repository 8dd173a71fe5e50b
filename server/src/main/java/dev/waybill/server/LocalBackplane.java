package dev.waybill.server;

import java.util.function.Consumer;

/** Connects listeners within one process. */
final class LocalBackplane implements Backplane {
  private final Channels channels = new Channels();
  private final SharedMemory memory = SharedMemory.checked(new LocalMemory());

  @Override
  public void publish(String channel, byte[] message) {
    channels.tell(new Message(channel, message));
  }

  @Override
  public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
    return channels.listen(channel, listener);
  }

  @Override
  public SharedMemory memory() {
    return memory;
  }

  @Override
  public void close() {
    channels.clear();
  }
}
