package dev.waybill.client;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import org.jspecify.annotations.Nullable;

/** Takes the body of one answer: a stream of events as it comes, anything else whole. */
final class Incoming implements BodyHandler<Body> {
  private final int limit;
  private volatile @Nullable Chunks stream;

  /**
   * @param limit the largest body, or event of a stream, in bytes
   */
  Incoming(int limit) {
    this.limit = limit;
  }

  @Override
  public BodySubscriber<Body> apply(ResponseInfo info) {
    if (info.headers().firstValue("content-type").filter(Incoming::isEventStream).isEmpty()) {
      return new WholeBody(limit);
    }
    Chunks chunks = new Chunks(limit);
    stream = chunks;
    return chunks;
  }

  private static boolean isEventStream(String contentType) {
    return contentType.regionMatches(true, 0, "text/event-stream", 0, 17);
  }

  /** Closes a stream that came in the moment in which nobody waited for it any more. */
  void giveUp() {
    Chunks late = stream;
    if (late != null) {
      late.close();
    }
  }
}
