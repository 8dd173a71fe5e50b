package dev.waybill.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects a body up to a limit; past it the connection is given up. */
final class WholeBody implements BodySubscriber<Body> {
  private final int limit;
  private final CompletableFuture<Body> whole = new CompletableFuture<>();
  private final List<ByteBuffer> parts = new ArrayList<>(2);
  private int size;
  private Flow.@Nullable Subscription subscription;

  WholeBody(int limit) {
    this.limit = limit;
  }

  @Override
  public CompletionStage<Body> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > limit - size) {
        if (subscription != null) {
          subscription.cancel();
        }
        whole.completeExceptionally(new EventParser.TooLarge(limit));
        return;
      }
      size += buffer.remaining();
      parts.add(buffer);
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    byte[] bytes = new byte[size];
    int at = 0;
    for (ByteBuffer part : parts) {
      int length = part.remaining();
      part.get(bytes, at, length);
      at += length;
    }
    whole.complete(new Body.Whole(bytes));
  }
}
