package dev.waybill.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the client still wants the answer. When it does not, the handler's thread is interrupted
 * and the registered actions run (basic/patterns/cancellation).
 */
public final class Cancellation {
  private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

  private final List<Runnable> actions = new ArrayList<>(0);
  private volatile boolean cancelled;

  /** For those who run calls; handlers get theirs from {@link Call#cancellation}. */
  public Cancellation() {}

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * @throws CancellationException when the call was cancelled
   */
  public void throwIfCancelled() {
    if (cancelled) {
      throw new CancellationException("The client cancelled the call");
    }
  }

  /** Runs an action once when the call is cancelled; at once when it already was. */
  public void onCancel(Runnable action) {
    synchronized (actions) {
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    run(action);
  }

  /** Cancels; idempotent. */
  public void cancel() {
    List<Runnable> due;
    synchronized (actions) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      due = List.copyOf(actions);
    }
    due.forEach(Cancellation::run);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.warn("An action on cancellation failed", e);
    }
  }
}
