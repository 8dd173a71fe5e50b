package dev.waybill.server;

/** A step that runs; see {@link Call#step}. */
public final class Step {
  private final String idempotencyKey;

  Step(String idempotencyKey) {
    this.idempotencyKey = idempotencyKey;
  }

  /**
   * The same for every run of this step of this call, replays included: hand it to an outside
   * system that can recognize a repeated request.
   */
  public String idempotencyKey() {
    return idempotencyKey;
  }

  /** What a step does. */
  @FunctionalInterface
  public interface Body<T> {
    T run(Step step) throws Exception;
  }
}
