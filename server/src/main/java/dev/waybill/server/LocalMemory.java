package dev.waybill.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers within one process, for the time it was asked to; bounds are checked in front of it.
 */
final class LocalMemory implements SharedMemory {
  /** So many writes later what has expired is looked for. */
  private static final int SWEEP_EVERY = 256;

  private final LongSupplier nanos;
  private final Map<String, Kept<Map<String, byte[]>>> groups = new HashMap<>();
  private final Map<String, Kept<NavigableMap<Long, byte[]>>> logs = new HashMap<>();
  private int writes;

  LocalMemory() {
    this(System::nanoTime);
  }

  LocalMemory(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private static final class Kept<T> {
    final T values;
    long until;

    Kept(T values, long until) {
      this.values = values;
      this.until = until;
    }

    void extend(long to) {
      if (to - until > 0) {
        until = to;
      }
    }
  }

  @Override
  public synchronized void put(String group, String key, byte[] value, Duration life) {
    Kept<Map<String, byte[]>> kept = alive(groups, group);
    if (kept == null) {
      kept = new Kept<>(new LinkedHashMap<>(), nanos.getAsLong());
      groups.put(group, kept);
    }
    kept.values.put(key, value);
    kept.extend(nanos.getAsLong() + life.toNanos());
    sweep();
  }

  @Override
  public synchronized void remove(String group, String key) {
    Kept<Map<String, byte[]>> kept = alive(groups, group);
    if (kept != null) {
      kept.values.remove(key);
    }
  }

  @Override
  public synchronized void removeAll(String group) {
    groups.remove(group);
  }

  @Override
  public synchronized Map<String, byte[]> read(String group) {
    Kept<Map<String, byte[]>> kept = alive(groups, group);
    return kept == null ? Map.of() : Map.copyOf(kept.values);
  }

  @Override
  public synchronized void append(String log, long number, byte[] entry, Duration life) {
    Kept<NavigableMap<Long, byte[]>> kept = alive(logs, log);
    if (kept == null) {
      kept = new Kept<>(new TreeMap<>(), nanos.getAsLong());
      logs.put(log, kept);
    }
    kept.values.put(number, entry);
    kept.extend(nanos.getAsLong() + life.toNanos());
    sweep();
  }

  @Override
  public synchronized List<Numbered> readAfter(String log, long number, int most) {
    Kept<NavigableMap<Long, byte[]>> kept = alive(logs, log);
    return kept == null
        ? List.of()
        : kept.values.tailMap(number, false).entrySet().stream()
            .limit(most)
            .map(entry -> new Numbered(entry.getKey(), entry.getValue()))
            .toList();
  }

  @Override
  public synchronized void trim(String log, long upTo) {
    Kept<NavigableMap<Long, byte[]>> kept = alive(logs, log);
    if (kept != null) {
      kept.values.headMap(upTo, true).clear();
    }
  }

  /** How many groups and logs are kept. */
  synchronized int size() {
    return groups.size() + logs.size();
  }

  private <T> @Nullable Kept<T> alive(Map<String, Kept<T>> from, String name) {
    Kept<T> kept = from.get(name);
    if (kept != null && kept.until - nanos.getAsLong() <= 0) {
      from.remove(name);
      return null;
    }
    return kept;
  }

  private void sweep() {
    if (++writes % SWEEP_EVERY == 0) {
      long now = nanos.getAsLong();
      groups.values().removeIf(kept -> kept.until - now <= 0);
      logs.values().removeIf(kept -> kept.until - now <= 0);
    }
  }
}
