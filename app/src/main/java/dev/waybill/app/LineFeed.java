package dev.waybill.app;

import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream into lines within one buffer; the rest of an overlong line is dropped unread. */
final class LineFeed {
  /** The longest line; of longer ones only as much is handed on. */
  static final int MAX_LINE = 16 * 1024;

  private static final int BUFFER = 256 * 1024;

  private final Lines lines;
  private final byte[] buffer = new byte[BUFFER];

  /** Is handed one line after the other. */
  interface Lines {
    /**
     * A line at {@code [from, to)}, without its end ({@code \n} or {@code \r\n}); the buffer is
     * used again afterwards. Returns false to end the reading.
     */
    boolean line(byte[] buffer, int from, int to, boolean cut);

    /** So many bytes were read, line ends included. */
    void bytes(int count);
  }

  LineFeed(Lines lines) {
    this.lines = lines;
  }

  /**
   * Reads to the end, which may be done again with another stream; checks for interruption once a
   * buffer.
   */
  void feed(InputStream in) throws IOException, InterruptedException {
    int filled = 0; // bytes of an unfinished line at the start of the buffer
    boolean dropping = false;
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("Reading was cancelled");
      }
      int count = in.read(buffer, filled, BUFFER - filled);
      if (count < 0) {
        break;
      }
      lines.bytes(count);
      int end = filled + count;
      int start = 0;
      int searched = filled;
      while (true) {
        int newline = Bytes.find((byte) '\n', buffer, searched, end);
        if (newline == end) {
          break;
        }
        if (!dropping && !emit(start, newline)) {
          return;
        }
        dropping = false;
        start = newline + 1;
        searched = start;
      }
      if (!dropping && end - start > MAX_LINE) {
        if (!lines.line(buffer, start, start + MAX_LINE, true)) {
          return;
        }
        dropping = true;
      }
      filled = dropping ? 0 : end - start;
      System.arraycopy(buffer, start, buffer, 0, filled);
    }
    if (filled > 0) {
      emit(0, filled);
    }
  }

  private boolean emit(int start, int newline) {
    int end = newline > start && buffer[newline - 1] == '\r' ? newline - 1 : newline;
    boolean cut = end - start > MAX_LINE;
    return lines.line(buffer, start, cut ? start + MAX_LINE : end, cut);
  }
}
