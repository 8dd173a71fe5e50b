package dev.waybill.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The server's end of a pipe that any thread may write to. */
final class Feed extends InputStream {
  private static final byte[] END = {};
  private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
  private byte[] current = {0};
  private int at = 1;

  void write(String text) {
    chunks.add(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    chunks.add(END);
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("read in chunks");
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (at == current.length && current != END) {
      try {
        current = chunks.take();
        at = 0;
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    if (current == END) {
      return -1;
    }
    int n = Math.min(length, current.length - at);
    System.arraycopy(current, at, into, from, n);
    at += n;
    return n;
  }
}
