package dev.waybill.tasks;

import dev.waybill.protocol.LoggingLevel;
import dev.waybill.server.Reporter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes status messages of progress, at most two a second; the extension carries neither progress
 * nor log messages of tasks.
 */
final class StatusReporter implements Reporter {
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);

  private final Consumer<String> write;
  private boolean written;
  private long lastNanos;

  StatusReporter(Consumer<String> write) {
    this.write = write;
  }

  @Override
  public synchronized void progress(
      double progress, @Nullable Double total, @Nullable String message) {
    long now = System.nanoTime();
    if (written && now - lastNanos < INTERVAL && (total == null || progress < total)) {
      return;
    }
    written = true;
    lastNanos = now;
    String amount = plain(progress) + (total == null ? "" : " of " + plain(total));
    write.accept(message == null ? amount : message + " (" + amount + ")");
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public void log(LoggingLevel level, @Nullable String logger, Object data) {}
}
