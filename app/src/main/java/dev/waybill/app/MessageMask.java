package dev.waybill.app;

import static dev.waybill.app.TokenShapes.DIGIT;
import static dev.waybill.app.TokenShapes.PUNCTUATION;

import java.nio.charset.StandardCharsets;

/**
 * Makes the pattern of a message by replacing what varies from one occurrence to the next: numbers,
 * hex, UUIDs, addresses, quoted strings, paths, times, durations. Works in one pass over bytes into
 * a buffer that is used again; plain words are copied, and only tokens with a digit or a telling
 * character are looked at closer by {@link TokenShapes}.
 */
final class MessageMask {
  /** The longest pattern; what follows is not part of it. */
  static final int MAX_PATTERN = 240;

  private static final int MAX_INPUT = 1024;
  private static final byte[] STRING = "<str>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NUMBER = "<num>".getBytes(StandardCharsets.US_ASCII);

  private final byte[] pattern = new byte[MAX_PATTERN];
  private int length;

  /** The buffer that holds the pattern until the next call. */
  byte[] pattern() {
    return pattern;
  }

  int length() {
    return length;
  }

  /** Starts an empty pattern, for messages put together from several parts. */
  void clear() {
    length = 0;
  }

  /** Adds the masked form of {@code [from, to)}. */
  void add(byte[] line, int from, int to) {
    int end = Math.min(to, from + MAX_INPUT);
    int i = from;
    while (i < end && length < MAX_PATTERN) {
      byte b = line[i];
      if (TokenShapes.isDelimiter(b)) {
        i = delimiter(line, i, from, end);
      } else {
        i = token(line, i, end);
      }
    }
  }

  /** Adds bytes as they are. */
  void addLiteral(byte[] line, int from, int to) {
    int count = Math.min(to - from, MAX_PATTERN - length);
    System.arraycopy(line, from, pattern, length, count);
    length += count;
  }

  private int delimiter(byte[] line, int at, int from, int end) {
    byte b = line[at];
    if (b == '"' || b == '\'' || b == '`') {
      int close = closing(line, at, from, end);
      if (close > 0) {
        put(STRING);
        return close + 1;
      }
    }
    if (b == ' ' || b == '\t') {
      if (length > 0 && pattern[length - 1] != ' ') {
        put((byte) ' ');
      }
    } else {
      put(b);
    }
    return at + 1;
  }

  /** Where the string opened at {@code at} closes, or -1 if the quote opens none. */
  private static int closing(byte[] line, int at, int from, int end) {
    byte quote = line[at];
    // An apostrophe inside a word is no quote, neither opening nor closing.
    if (quote == '\'' && at > from && !TokenShapes.isDelimiter(line[at - 1])) {
      return -1;
    }
    // In a JSON message quotes are escaped, then so is the one that closes.
    boolean escaped = at > from && line[at - 1] == '\\';
    for (int i = at + 1; i < end; i++) {
      if (line[i] == '\\' && !escaped) {
        i++;
      } else if (line[i] == quote
          && (quote != '\'' || i + 1 >= end || !TokenShapes.isWord(line[i + 1]))) {
        return i;
      }
    }
    return -1;
  }

  private int token(byte[] line, int start, int end) {
    int kinds = 0;
    int i = start;
    while (i < end) {
      int kind = TokenShapes.kind(line[i]);
      if (kind < 0) {
        break;
      }
      kinds |= kind;
      i++;
    }
    if ((kinds & (DIGIT | PUNCTUATION)) == 0) {
      addLiteral(line, start, i);
      return i;
    }
    // Punctuation that ends a clause is not part of the token.
    int stop = i;
    while (stop > start + 1 && TokenShapes.endsClause(line[stop - 1])) {
      stop--;
    }
    byte[] shape = TokenShapes.of(line, start, stop, kinds);
    if (shape != null) {
      put(shape);
    } else if ((kinds & DIGIT) != 0) {
      numbersMasked(line, start, stop);
    } else {
      addLiteral(line, start, stop);
    }
    addLiteral(line, stop, i);
    return i;
  }

  /** A name with numbers in it, such as {@code worker-12}, keeps its letters. */
  private void numbersMasked(byte[] line, int start, int end) {
    int i = start;
    while (i < end) {
      if (Bytes.isDigit(line[i])) {
        put(NUMBER);
        while (i < end && Bytes.isDigit(line[i])) {
          i++;
        }
      } else {
        put(line[i++]);
      }
    }
  }

  private void put(byte b) {
    if (length < MAX_PATTERN) {
      pattern[length++] = b;
    }
  }

  private void put(byte[] bytes) {
    addLiteral(bytes, 0, bytes.length);
  }
}
