package dev.waybill.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The most frequent of arbitrarily many byte strings, in constant memory: the space-saving
 * algorithm of Metwally, Agrawal and El Abbadi. A fixed number of counters is kept; a string that
 * has none takes over the counter with the lowest count, and inherits that count as its possible
 * error. Any string that makes up more than 1/capacity of all is therefore among the counters, and
 * no count is too low.
 *
 * <p>Counters are found through an open hash table and ordered by a binary heap with the lowest
 * count on top. Counting a frequent string moves it hardly at all, because it already lies at the
 * bottom.
 */
final class HeavyHitters {
  private final int capacity;
  private final int mask;
  private final int[] table; // counter + 1, 0 for a free slot
  private final Counter[] heap;
  private final Counter[] counters;
  private int size;

  /** A string and how often it was seen. */
  static final class Counter {
    private byte[] key = new byte[0];
    private int length;
    private long hash;
    private long count;
    private long error;
    private byte[] example = new byte[0];
    private @Nullable LogLevel level;
    private final int index;
    private int place;

    Counter(int index) {
      this.index = index;
    }

    byte[] key() {
      return Arrays.copyOf(key, length);
    }

    /** How often it was seen at most. */
    long count() {
      return count;
    }

    /** By how much the count may be too high. */
    long error() {
      return error;
    }

    byte[] example() {
      return example;
    }

    @Nullable LogLevel level() {
      return level;
    }

    private boolean holds(byte[] other, int otherLength, long otherHash) {
      return hash == otherHash && Arrays.equals(key, 0, length, other, 0, otherLength);
    }

    private void set(byte[] other, int otherLength, long otherHash) {
      if (key.length < otherLength) {
        key = new byte[otherLength];
      }
      System.arraycopy(other, 0, key, 0, otherLength);
      length = otherLength;
      hash = otherHash;
    }

    private void seenIn(byte[] line, int from, int to, @Nullable LogLevel itsLevel) {
      example = Arrays.copyOfRange(line, from, to);
      level = itsLevel;
    }
  }

  HeavyHitters(int capacity) {
    this.capacity = capacity;
    int slots = Integer.highestOneBit(capacity * 4);
    mask = slots - 1;
    table = new int[slots];
    heap = new Counter[capacity];
    counters = new Counter[capacity];
  }

  /**
   * Counts a string once.
   *
   * @param line where an example of it stands, at {@code [from, to)}; kept when the string is new
   */
  void count(byte[] key, int length, byte[] line, int from, int to, @Nullable LogLevel level) {
    long hash = Bytes.hash(key, length);
    int slot = slot(hash);
    while (table[slot] != 0) {
      Counter counter = counters[table[slot] - 1];
      if (counter.holds(key, length, hash)) {
        counter.count++;
        sink(counter);
        return;
      }
      slot = (slot + 1) & mask;
    }
    Counter counter;
    if (size < capacity) {
      counter = new Counter(size);
      counters[size] = counter;
      heap[size] = counter;
      counter.place = size;
      counter.count = 1;
      counter.set(key, length, hash);
      rise(counter);
      size++;
    } else {
      counter = heap[0];
      remove(counter);
      counter.error = counter.count++;
      counter.set(key, length, hash);
      sink(counter);
    }
    counter.seenIn(line, from, to, level);
    insert(counter);
  }

  /** The counters, highest count first; equal counts in the order of their strings. */
  List<Counter> top(int max) {
    List<Counter> sorted = new ArrayList<>(Arrays.asList(heap).subList(0, size));
    sorted.sort(
        Comparator.comparingLong((Counter c) -> c.count - c.error)
            .reversed()
            .thenComparing(Counter::key, Arrays::compare));
    return List.copyOf(sorted.subList(0, Math.min(max, size)));
  }

  private int slot(long hash) {
    return (int) hash & mask;
  }

  private void insert(Counter counter) {
    int slot = slot(counter.hash);
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = counter.index + 1;
  }

  /** Frees a slot and moves back what was displaced by it, so that no gap cuts a chain. */
  private void remove(Counter counter) {
    int slot = slot(counter.hash);
    while (table[slot] != counter.index + 1) {
      slot = (slot + 1) & mask;
    }
    table[slot] = 0;
    int next = (slot + 1) & mask;
    while (table[next] != 0) {
      int home = slot(counters[table[next] - 1].hash);
      if (((next - home) & mask) >= ((next - slot) & mask)) {
        table[slot] = table[next];
        table[next] = 0;
        slot = next;
      }
      next = (next + 1) & mask;
    }
  }

  private void rise(Counter counter) {
    int place = counter.place;
    while (place > 0) {
      Counter parent = heap[(place - 1) / 2];
      if (parent.count <= counter.count) {
        break;
      }
      put(parent, place);
      place = (place - 1) / 2;
    }
    put(counter, place);
  }

  private void sink(Counter counter) {
    int place = counter.place;
    for (int child = place * 2 + 1; child < size; child = place * 2 + 1) {
      if (child + 1 < size && heap[child + 1].count < heap[child].count) {
        child++;
      }
      if (heap[child].count >= counter.count) {
        break;
      }
      put(heap[child], place);
      place = child;
    }
    put(counter, place);
  }

  private void put(Counter counter, int place) {
    heap[place] = counter;
    counter.place = place;
  }
}
