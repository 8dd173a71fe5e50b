package dev.waybill.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A body that is taken piece by piece by a blocking reader. One piece is asked for at a time, so
 * that a server that sends faster than it is read is slowed down, not buffered.
 */
final class Chunks implements BodySubscriber<Body> {
  private sealed interface Piece {}

  private record Bytes(List<ByteBuffer> buffers) implements Piece {}

  private record End(@Nullable IOException failure) implements Piece {}

  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final int maxEvent;
  private volatile Flow.@Nullable Subscription subscription;

  Chunks(int maxEvent) {
    this.maxEvent = maxEvent;
  }

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedFuture(new Body.Stream(new EventStream(this, maxEvent)));
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    pieces.add(new Bytes(buffers));
  }

  @Override
  public void onError(Throwable failure) {
    pieces.add(new End(failure instanceof IOException io ? io : new IOException(failure)));
  }

  @Override
  public void onComplete() {
    pieces.add(new End(null));
  }

  /**
   * The next piece; empty at the end.
   *
   * @throws TimeoutException when none came in time
   * @throws IOException when the connection broke
   */
  List<ByteBuffer> next(long nanos) throws InterruptedException, TimeoutException, IOException {
    Piece piece = pieces.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (piece == null) {
      throw new TimeoutException();
    }
    if (piece instanceof Bytes(List<ByteBuffer> buffers)) {
      Flow.Subscription source = subscription;
      if (source != null) {
        source.request(1);
      }
      return buffers;
    }
    pieces.add(piece);
    if (((End) piece).failure != null) {
      throw new IOException(((End) piece).failure);
    }
    return List.of();
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Closes the stream, which cancels its request; a reader that waits is woken. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      Flow.Subscription source = subscription;
      if (source != null) {
        source.cancel();
      }
      pieces.add(new End(null));
    }
  }
}
