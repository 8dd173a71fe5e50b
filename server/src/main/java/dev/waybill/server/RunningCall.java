package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.Result;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
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
  private final BiFunction<ClientRequest, RunningCall, Outcome> handling;
  private final UnaryOperator<Result> identify;
  private final Runnable release;
  private @Nullable Thread thread;

  /**
   * @param identify adds the server's own {@code _meta} to a result
   * @param release gives back what admission took
   */
  RunningCall(
      RequestId id,
      ClientRequest request,
      Reply reply,
      Messages messages,
      BiFunction<ClientRequest, RunningCall, Outcome> handling,
      UnaryOperator<Result> identify,
      Runnable release) {
    this.id = id;
    this.request = request;
    this.reply = reply;
    this.messages = messages;
    this.handling = handling;
    this.identify = identify;
    this.release = release;
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
        answer(handling.apply(request, this));
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
      release.run();
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
      response = JsonRpc.result(id, identify.apply(((Outcome.Answered) outcome).result()));
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
