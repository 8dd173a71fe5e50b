package dev.waybill.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Small values that several workers remember together for a while: groups of named values, and logs
 * of numbered entries. Time is the store's, not a worker's.
 *
 * <p>Names of groups and logs have 1 to 200 characters of {@code A-Z a-z 0-9 . _ : / -}; keys have
 * 1 to 2048 characters of any kind. A group and a log may be named alike. Safe for use by any
 * number of threads; may block, for a bounded time. Bytes are not changed once they were given or
 * returned.
 *
 * <p>All methods throw {@link SharedMemoryException} when the store does not answer; what was asked
 * for may have happened then, and asking again does no harm. They throw {@link
 * IllegalArgumentException} for what is not within the bounds.
 */
public interface SharedMemory {
  /** A store behind the checks of all bounds, for those who make one. */
  static SharedMemory checked(SharedMemory store) {
    return new CheckedMemory(store);
  }

  /**
   * Remembers a value under a key of a group, in place of an earlier one. The group lives for at
   * least {@code life} from now; when its time is over all of it is forgotten.
   *
   * @param value at most 1 MiB
   */
  void put(String group, String key, byte[] value, Duration life);

  /** Forgets a value; does nothing where there is none. */
  void remove(String group, String key);

  /** Forgets a group. */
  void removeAll(String group);

  /** Everything in a group, by key; empty when there is none or its time is over. */
  Map<String, byte[]> read(String group);

  /** An entry of a log. */
  record Numbered(long number, byte[] entry) {}

  /**
   * Adds an entry to a log, in place of one with the same number. A log has one writer at a time,
   * which numbers its entries, rising by any steps. The log lives for at least {@code life} from
   * now; when its time is over all of it is forgotten.
   *
   * @param number 0 to 2^53 - 1
   * @param entry at most 8 MiB
   */
  void append(String log, long number, byte[] entry, Duration life);

  /** The entries after a number, in order; at most {@code most}, the earliest first. */
  List<Numbered> readAfter(String log, long number, int most);

  /** Forgets the entries of a log up to a number. */
  void trim(String log, long upTo);
}
