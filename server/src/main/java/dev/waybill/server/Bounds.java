package dev.waybill.server;

import java.time.Duration;

/** How large and of what kind is what workers tell each other and remember together. */
final class Bounds {
  static final int MESSAGE = 8 << 20;
  static final int VALUE = 1 << 20;
  static final int ENTRY = 8 << 20;

  /** Numbers that every store counts exactly. */
  static final long MOST_NUMBER = (1L << 53) - 1;

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_KEY = 2048;

  /** Calendars of stores end; a time that is a century away is for ever. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(36_500);

  private Bounds() {}

  static void channel(String name) {
    name("A channel", name, ". _ : -");
  }

  static void name(String what, String name) {
    name(what, name, ". _ : / -");
  }

  private static void name(String what, String name, String signs) {
    boolean fits = !name.isEmpty() && name.length() <= LONGEST_NAME;
    for (int i = 0; fits && i < name.length(); i++) {
      char c = name.charAt(i);
      fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || (c != ' ' && signs.indexOf(c) >= 0);
    }
    require(
        fits, what + " is named by 1 to " + LONGEST_NAME + " characters of A-Z a-z 0-9 " + signs);
  }

  static void key(String key) {
    require(
        !key.isEmpty() && key.length() <= LONGEST_KEY,
        "A key has 1 to " + LONGEST_KEY + " characters, this has " + key.length());
  }

  static void size(String what, byte[] bytes, int most) {
    require(
        bytes.length <= most, what + " has at most " + most + " bytes, this has " + bytes.length);
  }

  static void number(long number) {
    require(
        number >= 0 && number <= MOST_NUMBER,
        "Entries of a log are numbered from 0 to 2^53 - 1, not " + number);
  }

  /** A life as stores can count it. */
  static Duration life(Duration life) {
    require(life.isPositive(), "What is remembered lives for a while, not for " + life);
    return life.compareTo(LONGEST_LIFE) > 0 ? LONGEST_LIFE : life;
  }

  static void require(boolean fits, String otherwise) {
    if (!fits) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
