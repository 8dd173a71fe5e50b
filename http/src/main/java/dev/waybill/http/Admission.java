package dev.waybill.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands before the acceptor of new connections: past the limits they are closed before anything is
 * made for them. The rate is held with a token bucket.
 */
@Sharable
final class Admission extends ChannelInboundHandlerAdapter {
  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private double tokens;
  private long filledAt = System.nanoTime();
  private int open;

  Admission(Limits limits) {
    this.limits = limits;
    this.tokens = limits.connectionBurst();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel connection = (Channel) message;
    if (!take()) {
      connection.unsafe().closeForcibly();
      return;
    }
    var unused = connection.closeFuture().addListener(closed -> release());
    ctx.fireChannelRead(message);
  }

  private boolean take() {
    lock.lock();
    try {
      long now = System.nanoTime();
      double fresh = (now - filledAt) * 1e-9 * limits.connectionsPerSecond();
      tokens = Math.min(limits.connectionBurst(), tokens + fresh);
      filledAt = now;
      if (tokens < 1 || open >= limits.connections()) {
        return false;
      }
      tokens--;
      open++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    lock.lock();
    try {
      open--;
      if (open == 0) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many connections are open. */
  int open() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no connection is open, but no longer than {@code patience}. */
  void awaitNone(Duration patience) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(patience);
    lock.lock();
    try {
      while (open > 0 && left > 0) {
        left = none.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
