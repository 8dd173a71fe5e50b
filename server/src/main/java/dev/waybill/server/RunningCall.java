package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its virtual thread, from admission to answer or cancellation. */
final class RunningCall implements Exchange, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningCall.class);

  private final ClientRequest request;
  private final Messages messages;
  private final @Nullable World world;
  private final Consumer<Outcome> then;
  private final Cancellation cancellation = new Cancellation();
  private final Door door;
  private final Principal principal;
  private @Nullable Thread thread;

  /**
   * @param world where the call's journal lives; null when that is the request itself
   * @param then told what became of it, unless it was cancelled
   */
  RunningCall(
      ClientRequest request,
      Principal principal,
      @Nullable World world,
      Messages messages,
      Door door,
      Consumer<Outcome> then) {
    this.request = request;
    this.world = world;
    this.messages = messages;
    this.then = then;
    this.door = door;
    this.principal = principal;
  }

  @Nullable World world() {
    return world;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  Messages messages() {
    return messages;
  }

  @Override
  public void run() {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    try {
      if (!cancellation.isCancelled()) {
        answer(door.handle(request, principal, this));
      }
    } catch (McpException refusal) {
      answer(new Outcome.Failed(refusal));
    } catch (Throwable e) {
      answer(
          new Outcome.Failed(
              new McpException(
                  ErrorCode.INTERNAL_ERROR,
                  Failure.report(LOG, request.method(), e, cancellation))));
    } finally {
      door.release(principal);
    }
  }

  private void answer(Outcome outcome) {
    synchronized (this) {
      thread = null;
    }
    if (cancellation.isCancelled()) {
      messages.abandon();
      return;
    }
    messages.end();
    then.accept(outcome);
  }

  /** Interrupts the handler, if it still runs; whatever it does after that is not sent. */
  @Override
  public void cancel() {
    cancellation.cancel();
    messages.abandon();
    synchronized (this) {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}
