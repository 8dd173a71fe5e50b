package dev.waybill.app;

import dev.waybill.protocol.ServerNotification.Progress;
import java.io.PrintWriter;

/** A progress bar on one line of a terminal; nothing where there is none. */
final class ProgressLine implements AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean shown;
  private boolean open;

  ProgressLine(PrintWriter out, boolean wanted) {
    this.out = out;
    this.shown = wanted && Terminal.standardOutput().isPresent();
  }

  void show(Progress progress) {
    if (!shown) {
      return;
    }
    open = true;
    out.print("\r\u001B[K" + bar(progress));
    out.flush();
  }

  static String bar(Progress progress) {
    String words = progress.message() == null ? "" : ServerCommands.line(progress.message());
    Double total = progress.total();
    if (total == null || total <= 0) {
      return "… " + words;
    }
    double share = Math.clamp(progress.progress() / total, 0, 1);
    int full = (int) Math.round(share * WIDTH);
    return "█".repeat(full) + "░".repeat(WIDTH - full) + " %3.0f%% ".formatted(share * 100) + words;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      out.print("\r\u001B[K");
      out.flush();
    }
  }
}
