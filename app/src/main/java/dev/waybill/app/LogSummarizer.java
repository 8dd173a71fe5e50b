package dev.waybill.app;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.time.InstantSource;
import java.util.zip.GZIPInputStream;

/**
 * Summarizes a log of any size in constant memory, in one pass over its bytes. Files that start
 * like gzip are decompressed on the way. Cancelled by interrupting the thread.
 */
final class LogSummarizer {
  private static final int GZIP_BUFFER = 64 * 1024;

  private final InstantSource clock;
  private final int topMessages;

  /**
   * Makes a summarizer.
   *
   * @param clock tells the year of times that have none, as in syslog
   * @param topMessages how many of the most frequent messages to report
   */
  LogSummarizer(InstantSource clock, int topMessages) {
    this.clock = clock;
    this.topMessages = topMessages;
  }

  /** Summarizes a file under the root; progress is in bytes of the file. */
  LogSummary summarize(RootDirectory root, RelativePath path, Progress progress)
      throws IOException, InterruptedException {
    try (SeekableByteChannel channel = root.open(path)) {
      long size = channel.size();
      // Bytes are counted below the decompression, where the total is known.
      InputStream counted = new Reported(Channels.newInputStream(channel), size, progress);
      return summarize(counted);
    }
  }

  /** Summarizes a stream, which is left open. */
  LogSummary summarize(InputStream in) throws IOException, InterruptedException {
    LogTally tally = new LogTally(clock.instant());
    try {
      new LineFeed(tally).feed(decompressed(in));
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("The summary was cancelled");
    }
    return tally.summary(topMessages);
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, GZIP_BUFFER);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return gzip ? new GZIPInputStream(buffered, GZIP_BUFFER) : buffered;
  }

  /** Tells the progress of reading. */
  private static final class Reported extends FilterInputStream {
    private final long size;
    private final Progress progress;
    private long done;

    Reported(InputStream in, long size, Progress progress) {
      super(in);
      this.size = size;
      this.progress = progress;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count > 0) {
        done += count;
        progress.at(done, Math.max(done, size));
      }
      return count;
    }
  }
}
