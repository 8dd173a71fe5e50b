package dev.waybill.server;

/** A step that runs; see {@link Call#step}. */
public final class Step {
  private final String idempotencyKey;
  private final long fencingToken;

  Step(String idempotencyKey, long fencingToken) {
    this.idempotencyKey = idempotencyKey;
    this.fencingToken = fencingToken;
  }

  /**
   * The same for every run of this step of this call, replays included: hand it to an outside
   * system that can recognize a repeated request.
   */
  public String idempotencyKey() {
    return idempotencyKey;
  }

  /**
   * Grows with every worker that takes the task over: an outside system that remembers the largest
   * one it saw can refuse a worker that was replaced and does not know it yet. 0 outside tasks.
   */
  public long fencingToken() {
    return fencingToken;
  }

  /** What a step does. */
  @FunctionalInterface
  public interface Body<T> {
    T run(Step step) throws Exception;
  }
}
