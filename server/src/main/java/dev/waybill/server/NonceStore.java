package dev.waybill.server;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which sealed states were used, for tools whose state is good for one use only. Workers
 * that share requests must share the store behind this.
 */
@FunctionalInterface
public interface NonceStore {
  /**
   * Marks a nonce as used.
   *
   * @param expires after this the nonce need not be remembered: its state has expired
   * @return whether this was its first use
   */
  boolean use(String nonce, Instant expires);

  /** A store in this process's memory, good for a single worker. */
  static NonceStore inMemory(InstantSource clock) {
    Map<String, Instant> used = new LinkedHashMap<>();
    return (nonce, expires) -> {
      synchronized (used) {
        Instant now = clock.instant();
        // Lifetimes are all the same, so the oldest entries are the first to expire.
        for (Iterator<Instant> i = used.values().iterator();
            i.hasNext() && !i.next().isAfter(now); ) {
          i.remove();
        }
        return used.putIfAbsent(nonce, expires) == null;
      }
    };
  }
}
