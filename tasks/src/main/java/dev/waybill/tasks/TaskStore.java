package dev.waybill.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where tasks live. One contract for every store, proved by one abstract test.
 *
 * <p><b>Durability.</b> When a method returns, what it did survives the death of every worker, as
 * far as the store promises durability at all. {@link #create} in particular: a {@link #find} on
 * any worker right after it returned sees the task.
 *
 * <p><b>Time</b> is the store's own, never a worker's: workers whose clocks are wrong break no
 * lease.
 *
 * <p><b>Leases.</b> A worker runs a task under a lease with a fencing token that grows with every
 * claim. Methods that take a {@link Lease} do nothing and return false when the task has been
 * claimed by someone else since, was settled, or is gone; a worker that hears this stops at once.
 *
 * <p><b>Atomicity.</b> Each method happens as a whole or not at all, and concurrent calls behave as
 * if one came after the other.
 *
 * <p>Payloads are opaque bytes, sealed by the engine where it has keys.
 */
public interface TaskStore extends AutoCloseable {

  /**
   * Stores a new task with its journal.
   *
   * @return what was stored, or the task that the same principal created with the same idempotency
   *     key before
   * @throws QueueFullException when too many tasks wait already; nothing was stored
   */
  Created create(NewTask task);

  /** A task, new or found. */
  record Created(TaskRow task, boolean isNew, Optional<Lease> lease) {}

  /** A task as it is now; expired ones are still there until they are swept. */
  Optional<TaskRow> find(String id);

  /** The journal of a task, in the order in which keys were first written. */
  List<JournalRow> journal(String id);

  /** One entry of a journal. */
  record JournalRow(String key, byte[] payload) {}

  /** The questions of a task that are open, by key, in the order they were asked. */
  Map<String, byte[]> questions(String id);

  /**
   * Leases tasks that are due: waiting to run, or under a lease that lapsed. Higher priorities
   * first, then those that wait longest.
   *
   * @param except tools of which this worker runs enough already
   */
  List<Claimed> claim(String worker, int max, Duration lease, Set<String> except);

  /**
   * A task leased to a worker.
   *
   * @param interrupted whether a worker was lost while it ran the task
   */
  record Claimed(TaskRow task, Lease lease, boolean interrupted) {}

  /** Prolongs leases; returns the ids of those that are no longer held. */
  Set<String> renew(List<Lease> leases, Duration lease);

  /** Writes a journal entry, replacing one of the same key. */
  boolean record(Lease lease, String key, byte[] payload);

  /** Changes the status message. */
  boolean report(Lease lease, String statusMessage);

  /** Gives the task up until all its questions are answered. */
  boolean park(Lease lease, Map<String, byte[]> questions);

  /**
   * Gives the task up for a time.
   *
   * @param failed whether it counts as a failed attempt
   */
  boolean postpone(Lease lease, Duration delay, Optional<String> statusMessage, boolean failed);

  /**
   * Ends a task.
   *
   * @param status a terminal one
   * @param outcome a result or an error; absent for a cancelled task
   */
  boolean settle(
      Lease lease, TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage);

  /**
   * Writes answers into the journal and closes their questions; a task without open questions
   * becomes due.
   *
   * @return the keys that were open; others are ignored
   */
  Set<String> answer(String id, Map<String, byte[]> answers);

  /**
   * Cancels: a task that no worker runs ends at once, a running one is marked.
   *
   * @return the task after that; empty when there is none
   */
  Optional<TaskRow> cancel(String id);

  /** The tasks that a worker runs and that are to be cancelled. */
  Set<String> cancelRequests(String worker);

  /**
   * Removes tasks whose time to live has been over for a while, a few at a time; returns how many.
   *
   * @param grace how long an expired task is still told from one that never was
   */
  int sweep(int max, Duration grace);

  @Override
  void close();
}
