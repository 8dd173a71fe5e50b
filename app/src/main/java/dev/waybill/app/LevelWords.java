package dev.waybill.app;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the level in a log line. A word in capitals counts wherever it stands in the head of the
 * line; one in small letters only where its surroundings mark it: {@code [error]}, {@code error:},
 * {@code level=error}. Words are compared as eight letters packed into a long.
 */
final class LevelWords {
  private static final int TABLE_BITS = 9;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final long[] WORDS = new long[1 << TABLE_BITS];
  private static final LogLevel[] LEVELS = new LogLevel[1 << TABLE_BITS];
  private static final byte[][] KEYS = {
    "level".getBytes(StandardCharsets.US_ASCII),
    "lvl".getBytes(StandardCharsets.US_ASCII),
    "severity".getBytes(StandardCharsets.US_ASCII)
  };

  static {
    for (Map.Entry<String, LogLevel> spelling : LogLevel.SPELLINGS.entrySet()) {
      byte[] word = spelling.getKey().getBytes(StandardCharsets.US_ASCII);
      long packed = pack(word, 0, word.length);
      int slot = slot(packed);
      while (WORDS[slot] != 0) {
        slot = (slot + 1) & (WORDS.length - 1);
      }
      WORDS[slot] = packed;
      LEVELS[slot] = spelling.getValue();
    }
  }

  private int next;

  /** The first level marked in {@code [from, to)}, or null. */
  @Nullable LogLevel find(byte[] line, int from, int to) {
    int i = from;
    while (i < to) {
      if (!isLetter(line[i])) {
        i++;
        continue;
      }
      int start = i;
      while (i < to && isLetter(line[i])) {
        i++;
      }
      if (i - start >= 3 && i - start <= 8) {
        LogLevel level = of(line, start, i);
        if (level != null && isMarked(line, start, i, from, to)) {
          next = i;
          return level;
        }
      }
    }
    return null;
  }

  /** Where the word last found ends. */
  int next() {
    return next;
  }

  /** The level that the word at {@code [start, end)} spells in whatever case, or null. */
  static @Nullable LogLevel of(byte[] line, int start, int end) {
    if (end - start < 3 || end - start > 8) {
      return null;
    }
    long word = pack(line, start, end);
    int slot = slot(word);
    while (WORDS[slot] != 0) {
      if (WORDS[slot] == word) {
        return LEVELS[slot];
      }
      slot = (slot + 1) & (WORDS.length - 1);
    }
    return null;
  }

  private static boolean isMarked(byte[] line, int start, int end, int from, int to) {
    byte before = start > from ? line[start - 1] : (byte) ' ';
    byte after = end < to ? line[end] : (byte) ' ';
    if (joins(before) || joins(after)) {
      return false;
    }
    boolean capitals = line[start] < 'a' && line[end - 1] < 'a';
    return capitals
        || before == '['
        || before == '<'
        || after == ']'
        || after == ':'
        || (before == '=' && isKey(line, start - 1, from))
        || (before == '"' && start - 1 > from && isKey(line, start - 2, from));
  }

  /** Bytes that make a word part of a longer name, such as {@code ERROR_CODE} or {@code info-7}. */
  private static boolean joins(byte b) {
    return b == '_' || b == '-' || b == '.' || b == '/' || (b >= '0' && b <= '9') || b < 0;
  }

  private static boolean isKey(byte[] line, int equals, int from) {
    if (line[equals] != '=') {
      return false;
    }
    for (byte[] key : KEYS) {
      if (Bytes.endsWith(line, from, equals, key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLetter(byte b) {
    int folded = b & 0xdf;
    return folded >= 'A' && folded <= 'Z' && b > 0;
  }

  private static long pack(byte[] line, int start, int end) {
    long word = 0;
    for (int i = start; i < end; i++) {
      word = (word << 8) | (line[i] & 0xdf);
    }
    return word;
  }

  private static int slot(long word) {
    return (int) ((word * SPREAD) >>> (64 - TABLE_BITS));
  }
}
