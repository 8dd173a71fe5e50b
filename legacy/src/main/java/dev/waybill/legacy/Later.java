package dev.waybill.legacy;

import dev.waybill.server.Exchange;
import org.jspecify.annotations.Nullable;

/** An exchange that is still to be: what happens before it is there happens to it then. */
final class Later implements Exchange {
  private @Nullable Exchange exchange;
  private boolean cancelled;
  private boolean drained;

  void attach(Exchange begun) {
    boolean cancel;
    boolean drain;
    synchronized (this) {
      exchange = begun;
      cancel = cancelled;
      drain = drained;
    }
    if (cancel) {
      begun.cancel();
    } else if (drain) {
      begun.drained();
    }
  }

  private synchronized @Nullable Exchange cancelling() {
    cancelled = true;
    return exchange;
  }

  private synchronized @Nullable Exchange draining() {
    drained = true;
    return exchange;
  }

  @Override
  public void cancel() {
    Exchange begun = cancelling();
    if (begun != null) {
      begun.cancel();
    }
  }

  @Override
  public void drained() {
    Exchange begun = draining();
    if (begun != null) {
      begun.drained();
    }
  }
}
