package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its virtual thread, from admission to answer or cancellation. */
final class RunningCall implements Exchange, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningCall.class);

  private final RequestId id;
  private final ClientRequest request;
  private final Reply reply;
  private final Messages messages;
  private final Cancellation cancellation = new Cancellation();
  private final Door door;
  private final Principal principal;
  private @Nullable Thread thread;

  RunningCall(
      RequestId id,
      ClientRequest request,
      Principal principal,
      Reply reply,
      Messages messages,
      Door door) {
    this.id = id;
    this.request = request;
    this.reply = reply;
    this.messages = messages;
    this.door = door;
    this.principal = principal;
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
    byte[] response;
    int status = 200;
    if (outcome instanceof Outcome.Failed(McpException error)) {
      response = JsonRpc.error(Optional.of(id), error);
      status = error.code().httpStatus();
    } else {
      response = JsonRpc.result(id, door.identified(((Outcome.Answered) outcome).result()));
    }
    messages.end();
    reply.end(response, status);
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
