package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/** Both ends of a server's standard streams, for any number of threads. */
final class Pipe {
  private static final byte[] END = {};
  private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();

  /** What the server wrote, a message each. */
  final BlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();

  void write(String line) {
    sent.add((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Ends the server's input. */
  void end() {
    sent.add(END);
  }

  /** What the server reads. */
  InputStream in() {
    return new InputStream() {
      private byte[] current = {};
      private int at;
      private boolean over;

      @Override
      public int read() {
        throw new UnsupportedOperationException("read in chunks");
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        while (!over && at == current.length) {
          try {
            current = sent.take();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          over = current.length == 0;
          at = 0;
        }
        if (over) {
          return -1;
        }
        int n = Math.min(length, current.length - at);
        System.arraycopy(current, at, into, from, n);
        at += n;
        return n;
      }
    };
  }

  /** Takes what the server writes, each line of which must be a message. */
  OutputStream out() {
    return new OutputStream() {
      private final ByteArrayOutputStream line = new ByteArrayOutputStream();

      @Override
      public synchronized void write(int b) {
        if (b == '\n') {
          lines.add(Json.parse(line.toByteArray()));
          line.reset();
        } else {
          line.write(b);
        }
      }
    };
  }
}
