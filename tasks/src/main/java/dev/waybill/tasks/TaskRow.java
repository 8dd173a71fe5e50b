package dev.waybill.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task as a store has it.
 *
 * @param payload what is needed to run it; empty in lists
 */
public record TaskRow(
    String id, String principal, String tool, byte[] payload, State state, Times times) {

  /**
   * How far it has come.
   *
   * @param outcome a result or an error, once it is completed or failed; absent in lists
   * @param attempts how many attempts failed
   * @param worker who holds a lease on it, or held the one that lapsed
   * @param cancelRequested whether the worker that runs it is to stop
   */
  public record State(
      TaskStatus status,
      Optional<String> message,
      Optional<byte[]> outcome,
      int attempts,
      Optional<String> worker,
      boolean cancelRequested) {}

  /**
   * Its times, by the store's clock.
   *
   * @param updated when something that clients can see changed last
   * @param due when it may be run, while it waits for that
   * @param age since it was created
   * @param ttl from its creation
   * @param deadline from its creation
   */
  public record Times(
      Instant created,
      Instant updated,
      Instant due,
      Duration age,
      Duration ttl,
      Optional<Duration> deadline) {

    /** Whether its deadline has passed. */
    public boolean overdue() {
      return deadline.filter(limit -> age.compareTo(limit) >= 0).isPresent();
    }

    /** Whether its time to live is over. */
    public boolean expired() {
      return age.compareTo(ttl) >= 0;
    }
  }

  /** The same without payload and outcome, as in lists. */
  public TaskRow bare() {
    State bare =
        new State(
            state.status(),
            state.message(),
            Optional.empty(),
            state.attempts(),
            state.worker(),
            state.cancelRequested());
    return new TaskRow(id, principal, tool, new byte[0], bare, times);
  }

  /** The state that clients see. */
  public TaskStatus status() {
    return state.status();
  }
}
