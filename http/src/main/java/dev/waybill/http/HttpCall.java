package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Exchange;
import dev.waybill.server.Incoming;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request in the engine's hands and the reply to it. The engine calls from any thread; all that
 * touches the connection happens on its event loop, in the order of the calls.
 */
final class HttpCall implements Turn, Reply {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);
  private static final AtomicIntegerFieldUpdater<HttpCall> QUEUED =
      AtomicIntegerFieldUpdater.newUpdater(HttpCall.class, "queued");

  /** Bodies longer than this are parsed on a virtual thread, so that the event loop goes on. */
  private static final int PARSED_ON_LOOP = 64 << 10;

  /** What the exchange is until the engine has returned one. */
  private static final Exchange UNKNOWN = new Exchange() {};

  /** So many messages on their way to the event loop make a reply not writable. */
  private static final int QUEUED_AT_MOST = 64;

  private final Turns turns;
  private volatile List<Field> fields;
  private @Nullable Request request;
  private volatile Exchange exchange = UNKNOWN;
  private volatile State state = State.OPEN;
  private volatile int queued;
  private volatile boolean owesDrained;
  private volatile boolean missedDrained;
  private boolean streaming;
  private boolean quiet;
  private long quietSince;

  private enum State {
    OPEN,
    ENDED,
    GONE
  }

  /** What the engine takes; forgotten as soon as it has it. */
  record Request(Verdict.Admitted route, HeaderView headers, byte[] body, int reserved) {}

  HttpCall(Turns turns, Request request) {
    this.turns = turns;
    this.fields = request.route().fields();
    this.request = request;
  }

  /** How many bytes this holds while it waits for its turn. */
  int size() {
    return request == null ? 0 : request.body().length;
  }

  /** Hands the request to the engine. On the event loop. */
  void start() {
    Request taken = request;
    request = null;
    if (taken == null) {
      return;
    }
    if (turns.service().authenticates()) {
      Thread.ofVirtual().name("waybill-http").start(() -> authenticated(taken));
    } else if (taken.body().length > PARSED_ON_LOOP) {
      Thread.ofVirtual().name("waybill-http").start(() -> receive(taken, Principal.ANONYMOUS));
    } else {
      receive(taken, Principal.ANONYMOUS);
    }
  }

  private void authenticated(Request taken) {
    Authenticator authenticator = turns.service().authenticator;
    Principal principal;
    try {
      principal = authenticator.authenticate(taken.headers());
    } catch (McpException e) {
      List<Field> challenge =
          e.code() == ErrorCode.UNAUTHORIZED || e.code() == ErrorCode.FORBIDDEN
              ? List.of(Field.of(HttpHeaderNames.WWW_AUTHENTICATE, authenticator.challenge(e)))
              : List.of();
      turns.service().release(taken.reserved());
      run(() -> finish(Answer.error(e.code().httpStatus(), e, challenge)));
      return;
    } catch (RuntimeException e) {
      turns.service().release(taken.reserved());
      failed(e);
      return;
    }
    receive(taken, principal);
  }

  private void receive(Request taken, Principal principal) {
    try {
      exchange =
          taken
              .route()
              .engine()
              .receive(
                  new Incoming(
                      taken.route().verb(),
                      taken.route().target(),
                      taken.body(),
                      taken.headers(),
                      principal),
                  this);
      if (state == State.GONE) {
        exchange.cancel();
      } else if (missedDrained) {
        exchange.drained();
      }
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      turns.service().release(taken.reserved());
    }
  }

  private void failed(RuntimeException e) {
    LOG.error("A request could not be handled", e);
    McpException error = new McpException(ErrorCode.INTERNAL_ERROR, "Internal error");
    end(JsonRpc.error(Optional.empty(), error), 500);
  }

  @Override
  public synchronized void header(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(Field.of(name.toLowerCase(Locale.ROOT), value));
    fields = List.copyOf(more);
  }

  @Override
  public void send(byte[] message) {
    if (direct()) {
      sendNow(Answer.NOTHING, message);
    } else {
      run(() -> sendNow(Answer.NOTHING, message));
    }
  }

  @Override
  public void event(Event event) {
    byte[] before = before(event);
    run(() -> sendNow(before, event.message()));
  }

  private static byte[] before(Event event) {
    StringBuilder lines = new StringBuilder();
    if (event.type() != null) {
      lines.append("event: ").append(event.type()).append('\n');
    }
    if (event.id() != null) {
      lines.append("id: ").append(event.id()).append('\n');
    }
    if (event.retry() != null) {
      lines.append("retry: ").append(event.retry()).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void hangUp() {
    run(() -> {
      if (state == State.OPEN) {
        openStream();
        state = State.ENDED;
        turns.endStream();
      }
    });
  }

  @Override
  public void end(byte[] response, int status) {
    if (direct()) {
      endNow(new Answer(status, List.of(), response));
    } else {
      run(() -> endNow(new Answer(status, List.of(), response)));
    }
  }

  @Override
  public void end(byte[] head, byte[] shared, int status) {
    run(() -> endNow(new Answer(status, List.of(), head, shared)));
  }

  @Override
  public void launch(Runnable call) {
    if (turns.onLoop()) {
      turns.launchSoon(call);
    } else {
      Thread.startVirtualThread(call);
    }
  }

  @Override
  public void accepted() {
    run(() -> finish(new Answer(202, List.of(), Answer.NOTHING)));
  }

  @Override
  public boolean writable() {
    if (state != State.OPEN) {
      return true;
    }
    if (queued >= QUEUED_AT_MOST) {
      owesDrained = true;
      // Looked at again, lest the last of them left in between and nobody says so.
      return queued < QUEUED_AT_MOST && turns.writable();
    }
    return turns.writable();
  }

  /** Whether a call can take effect at once without overtaking an earlier one. */
  private boolean direct() {
    return queued == 0 && turns.onLoop();
  }

  private void run(Runnable action) {
    if (state != State.OPEN) {
      return;
    }
    if (direct()) {
      action.run();
      return;
    }
    QUEUED.incrementAndGet(this);
    try {
      turns.execute(() -> {
        int left = QUEUED.decrementAndGet(this);
        action.run();
        if (left == 0 && owesDrained) {
          owesDrained = false;
          drained();
        }
      });
    } catch (RejectedExecutionException e) {
      // The endpoint is closed, and with it the connection.
      QUEUED.decrementAndGet(this);
    }
  }

  private void sendNow(byte[] before, byte[] message) {
    if (state != State.OPEN) {
      return;
    }
    if (turns.overrun()) {
      LOG.debug("Closing a stream whose reader is too slow");
      turns.abort();
      return;
    }
    openStream();
    quiet = false;
    if (before.length + message.length == 0) {
      turns.comment();
    } else {
      turns.event(before, message);
    }
  }

  private void endNow(Answer response) {
    if (state != State.OPEN) {
      return;
    }
    if (!streaming) {
      finish(response);
      return;
    }
    state = State.ENDED;
    turns.event(Answer.NOTHING, response.whole());
    turns.endStream();
  }

  private void finish(Answer answer) {
    if (state != State.OPEN || streaming) {
      return;
    }
    state = State.ENDED;
    turns.answer(answer.with(fields).withRetry(), false);
  }

  private void openStream() {
    if (!streaming) {
      streaming = true;
      turns.openStream(fields);
    }
  }

  /** Says that the call is alive if nothing else was said for long. On the event loop. */
  void keepAlive(long now) {
    if (!quiet) {
      quiet = true;
      quietSince = now;
    } else if (state == State.OPEN
        && turns.writable()
        && now - quietSince >= turns.service().keepAliveNanos) {
      openStream();
      turns.comment();
      quietSince = now;
    }
  }

  /** The peer has read what was written. On the event loop. */
  void drained() {
    if (state != State.OPEN) {
      return;
    }
    if (exchange.equals(UNKNOWN)) {
      missedDrained = true;
    }
    exchange.drained();
  }

  /** The peer has gone. On the event loop. */
  void gone() {
    Request waiting = request;
    if (waiting != null) {
      request = null;
      turns.service().release(waiting.reserved());
    }
    if (state == State.OPEN) {
      state = State.GONE;
      exchange.cancel();
    }
  }
}
