package dev.waybill.server;

import java.util.function.Consumer;

/**
 * What connects the workers of a fleet: messages that are gone once heard, and a memory that all of
 * them share.
 *
 * <p>Messages are an accelerator: one may be lost while the store behind a backplane is away, or
 * when more are published than it carries, and everything still works, later, from what is
 * remembered. Safe for use by any number of threads.
 */
public interface Backplane extends AutoCloseable {
  /**
   * A message on its channel.
   *
   * @param channel 1 to 200 characters of {@code A-Z a-z 0-9 . _ : -}
   * @param bytes at most 8 MiB; changed neither by who publishes it afterwards nor by who hears it
   */
  record Message(String channel, byte[] bytes) {
    /**
     * @throws IllegalArgumentException when one of them is not as said
     */
    public Message {
      Bounds.channel(channel);
      Bounds.size("A message", bytes, Bounds.MESSAGE);
    }
  }

  /** A backplane for one worker: it connects nobody, and remembers as long as the process runs. */
  static Backplane local() {
    return new LocalBackplane();
  }

  /**
   * Sends a message to everyone who listens to a channel, in this process (before this returns) and
   * in the others. Messages of one worker on one channel are heard in the order in which they were
   * published; equal ones that follow each other may be heard as one. Does not wait for the others.
   *
   * @param channel 1 to 200 characters of {@code A-Z a-z 0-9 . _ : -}
   * @param message at most 8 MiB; not changed afterwards
   * @throws IllegalArgumentException when one of them is not as said
   */
  void publish(String channel, byte[] message);

  /**
   * Hears what is published on a channel from now on, by any worker.
   *
   * @param listener quick, as the messages of all channels may wait for it; what it throws is
   *     logged
   * @return ends the listening when it is closed
   * @throws IllegalArgumentException when no channel is named so
   */
  AutoCloseable listen(String channel, Consumer<byte[]> listener);

  /** What the workers remember together. */
  SharedMemory memory();

  @Override
  void close();
}
