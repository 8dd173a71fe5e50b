package dev.waybill.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.server.Engine;
import dev.waybill.server.Exchange;
import dev.waybill.server.Incoming;
import dev.waybill.server.Reply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Small engines that do what a test needs. */
final class Engines {
  private Engines() {}

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static Engine of(BiFunction<Incoming, Reply, Exchange> receive) {
    return new Engine() {
      @Override
      public Exchange receive(Incoming message, Reply reply) {
        return receive.apply(message, reply);
      }

      @Override
      public void drain() {}
    };
  }

  /** Answers with what it is sent. */
  static Engine echo() {
    return of((message, reply) -> {
      reply.end(message.body(), 200);
      return Exchange.DONE;
    });
  }

  /** Leaves every request to the test. */
  static final class Manual implements Engine {
    final BlockingQueue<Held> calls = new LinkedBlockingQueue<>();
    final AtomicInteger drains = new AtomicInteger();

    @Override
    public Exchange receive(Incoming message, Reply reply) {
      Held held = new Held(message, reply);
      calls.add(held);
      return held;
    }

    @Override
    public void drain() {
      drains.incrementAndGet();
    }

    Held next() throws InterruptedException {
      Held held = calls.poll(10, TimeUnit.SECONDS);
      if (held == null) {
        throw new AssertionError("No request came in");
      }
      return held;
    }
  }

  /** A request that the test answers when it likes. */
  static final class Held implements Exchange {
    final Incoming message;
    final Reply reply;
    final CountDownLatch cancelled = new CountDownLatch(1);
    final AtomicInteger drained = new AtomicInteger();
    volatile long cancelledAt;

    Held(Incoming message, Reply reply) {
      this.message = message;
      this.reply = reply;
    }

    @Override
    public void cancel() {
      cancelledAt = System.nanoTime();
      cancelled.countDown();
    }

    @Override
    public void drained() {
      drained.incrementAndGet();
    }

    /** How many milliseconds after a moment the call was cancelled. */
    long cancelledAfter(long nanoTime) throws InterruptedException {
      if (!cancelled.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("The call was not cancelled");
      }
      return TimeUnit.NANOSECONDS.toMillis(cancelledAt - nanoTime);
    }

    void send(String text) {
      reply.send(bytes(text));
    }

    void end(String text) {
      reply.end(bytes(text), 200);
    }

    String body() {
      return new String(message.body(), UTF_8);
    }
  }
}
