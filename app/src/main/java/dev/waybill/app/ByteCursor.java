package dev.waybill.app;

/** A place in some bytes, from which small things are read. */
final class ByteCursor {
  private byte[] bytes = new byte[0];
  private int end;
  private int position;

  void reset(byte[] line, int from, int to) {
    bytes = line;
    end = to;
    position = from;
  }

  int position() {
    return position;
  }

  void seek(int place) {
    position = place;
  }

  void skip(int count) {
    position += count;
  }

  /** The byte so many places ahead, or -1 past the end. */
  int at(int offset) {
    return position + offset < end ? bytes[position + offset] : -1;
  }

  /** Steps over a byte if it is the expected one. */
  boolean take(byte expected) {
    if (at(0) != expected) {
      return false;
    }
    position++;
    return true;
  }

  /** Reads a number of exactly so many digits; -1, and no step, if there is none. */
  long number(int digits) {
    if (end - position < digits) {
      return -1;
    }
    long value = 0;
    for (int i = position; i < position + digits; i++) {
      if (!Bytes.isDigit(bytes[i])) {
        return -1;
      }
      value = value * 10 + (bytes[i] - '0');
    }
    position += digits;
    return value;
  }

  /** Reads a decimal fraction of a second, if there is one, as milliseconds. */
  long fraction() {
    if ((at(0) != '.' && at(0) != ',') || !Bytes.isDigit((byte) at(1))) {
      return 0;
    }
    position++;
    long value = 0;
    int digits = 0;
    for (; position < end && Bytes.isDigit(bytes[position]); position++) {
      if (digits < 3) {
        value = value * 10 + (bytes[position] - '0');
        digits++;
      }
    }
    return digits == 1 ? value * 100 : digits == 2 ? value * 10 : value;
  }
}
