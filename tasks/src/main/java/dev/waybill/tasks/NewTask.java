package dev.waybill.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A task to be stored.
 *
 * @param id with 128 random bits, so that it cannot be guessed
 * @param principal who may see it
 * @param payload what is needed to run it
 * @param journal what was recorded before it became a task
 * @param owner the worker that runs it already, with the length of its lease
 */
public record NewTask(
    String id,
    String principal,
    String tool,
    byte[] payload,
    List<TaskStore.JournalRow> journal,
    Terms terms,
    Optional<Owner> owner) {

  /**
   * What was agreed on when it was created.
   *
   * @param priority higher ones are claimed first
   * @param deadline from its creation, after which it fails
   * @param ttl from its creation, after which it may be removed
   * @param retention it is kept for at least this long from its end, even when its time to live is
   *     shorter
   * @param idempotencyKey names it within its principal and tool
   */
  public record Terms(
      int priority,
      Optional<Duration> deadline,
      Duration ttl,
      Duration retention,
      Optional<String> idempotencyKey) {}

  /** A worker that runs a task from the moment it is stored. */
  public record Owner(String worker, Duration lease) {}
}
