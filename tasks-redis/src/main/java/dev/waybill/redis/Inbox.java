package dev.waybill.redis;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What arrived and nobody was told of yet: at most 10,000 envelopes and 64 MiB; what comes past
 * that is dropped.
 */
final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final int MOST = 10_000;
  private static final long MOST_BYTES = 64 << 20;

  private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MOST);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean dropping = new AtomicBoolean();

  void offer(byte[] envelope) {
    boolean fits = bytes.addAndGet(envelope.length) <= MOST_BYTES;
    if (!fits || !waiting.offer(envelope)) {
      bytes.addAndGet(-envelope.length);
      if (!dropping.getAndSet(true)) {
        LOG.warn("Messages come from other workers faster than listeners take them: some are lost");
      }
    }
  }

  byte[] take() throws InterruptedException {
    byte[] envelope = waiting.take();
    bytes.addAndGet(-envelope.length);
    dropping.set(false);
    return envelope;
  }
}
