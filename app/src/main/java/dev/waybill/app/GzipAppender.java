package dev.waybill.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.zip.GZIPOutputStream;

/**
 * Copies a growing file to a gzip file, one member each time; a reader sees the members as one
 * stream. Each member is on the disk before the call returns.
 */
final class GzipAppender {
  private static final int BUFFER = 128 * 1024;

  private final FileChannel source;
  private final FileChannel target;
  private final Progress progress;
  private long copied;

  GzipAppender(FileChannel source, FileChannel target, Progress progress) {
    this.source = source;
    this.target = target;
    this.progress = progress;
  }

  /** How much of the source is in the target, durably. */
  long copied() {
    return copied;
  }

  /** Copies what lies between the last copy and {@code end}, as one member. */
  void appendUpTo(long end) throws IOException, InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (GZIPOutputStream gzip = new GZIPOutputStream(unclosed(target), BUFFER)) {
      while (copied < end) {
        if (Thread.interrupted()) {
          throw new InterruptedException("The copy was cancelled");
        }
        buffer.clear().limit((int) Math.min(BUFFER, end - copied));
        int count = source.read(buffer, copied);
        if (count < 0) {
          break;
        }
        gzip.write(buffer.array(), 0, count);
        copied += count;
        progress.at(copied, end);
      }
    }
    target.force(true);
  }

  /** A stream whose close leaves the channel open for the next member. */
  private static OutputStream unclosed(FileChannel channel) {
    return new FilterOutputStream(Channels.newOutputStream(channel)) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
      }

      @Override
      public void close() {}
    };
  }
}
