package dev.waybill.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A task to be stored.
 *
 * @param id 128 random bits
 * @param principal who may see it
 * @param payload what is needed to run it
 * @param journal what was recorded before it became a task
 * @param deadline from now, after which it fails
 * @param ttl from now, after which it may be removed
 * @param owner the worker that runs it already, with the length of its lease
 * @param idempotencyKey names it within its principal and tool
 */
public record NewTask(
    String id,
    String principal,
    String tool,
    byte[] payload,
    List<TaskStore.JournalRow> journal,
    int priority,
    Optional<Duration> deadline,
    Duration ttl,
    Optional<Owner> owner,
    Optional<String> idempotencyKey) {

  /** A worker that runs a task from the moment it is stored. */
  public record Owner(String worker, Duration lease) {}
}
