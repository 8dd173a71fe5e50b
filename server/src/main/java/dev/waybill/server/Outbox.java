package dev.waybill.server;

import dev.waybill.server.Backplane.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages on their way to other workers, so that who publishes waits for nobody: at most 10,000
 * and 64 MiB of them; what comes past that is dropped.
 */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MOST = 10_000;
  private static final long MOST_BYTES = 64 << 20;
  private static final int TOGETHER = 1_000;

  private final BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(MOST);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean dropping = new AtomicBoolean();

  /** Puts a message behind the others, or drops it. */
  public void offer(Message message) {
    int length = message.bytes().length;
    boolean fits = bytes.addAndGet(length) <= MOST_BYTES;
    if (!fits || !waiting.offer(message)) {
      bytes.addAndGet(-length);
      if (!dropping.getAndSet(true)) {
        LOG.warn("More messages for other workers than their store takes now: some are dropped");
      }
    }
  }

  /**
   * Waits for a message and takes what has gathered, in its order; of equal messages that follow
   * each other on their channel, one.
   *
   * @return nothing when there was none in time
   */
  public List<Message> take(Duration patience) throws InterruptedException {
    Message first = waiting.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (first == null) {
      return List.of();
    }
    List<Message> gathered = new ArrayList<>();
    gathered.add(first);
    waiting.drainTo(gathered, TOGETHER - 1);
    dropping.set(false);
    Map<String, byte[]> last = new HashMap<>();
    List<Message> different = new ArrayList<>();
    for (Message message : gathered) {
      bytes.addAndGet(-message.bytes().length);
      if (!Arrays.equals(last.put(message.channel(), message.bytes()), message.bytes())) {
        different.add(message);
      }
    }
    return different;
  }
}
