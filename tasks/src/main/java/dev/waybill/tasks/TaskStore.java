package dev.waybill.tasks;

import java.time.Duration;
import java.time.Instant;
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
 * claimed by someone else since, was settled, or is gone; a worker that hears this stops at once. A
 * lease that lapsed and that nobody claimed since still holds.
 *
 * <p><b>Atomicity.</b> Each method happens as a whole or not at all, and concurrent calls behave as
 * if one came after the other. {@link #list}, {@link #tally} and {@link #queued} may lag behind.
 *
 * <p><b>Failure.</b> A store that cannot be reached, or does not answer in time, throws {@link
 * TaskStoreException}; what was asked for may have happened. A store that comes back is used again
 * without further ado.
 *
 * <p>Payloads are opaque bytes, sealed by the engine where it has keys.
 */
public interface TaskStore extends AutoCloseable {

  /**
   * Stores a new task with its journal.
   *
   * @return what was stored, or the task that the same principal created with the same idempotency
   *     key before
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
   * Leases tasks that are due: waiting to run, under a lease that lapsed, or waiting for answers
   * past their deadline. Higher priorities first, then those that wait longest.
   *
   * @param room how many tasks of a tool may be claimed at most, 0 included; any number of the
   *     tools that are not named
   */
  List<Claimed> claim(String worker, int max, Duration lease, Map<String, Integer> room);

  /**
   * Leases one task that has not ended, whatever it waits for; a worker that runs it loses its
   * lease, and its open questions are withdrawn.
   */
  Optional<Claimed> take(String id, String worker, Duration lease);

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

  /** Changes the status message of a task that has not ended, whoever runs it. */
  boolean report(String id, String statusMessage);

  /** Changes the status message. */
  boolean report(Lease lease, String statusMessage);

  /** Gives the task up until all its questions are answered, or its deadline. */
  boolean park(Lease lease, Map<String, byte[]> questions);

  /**
   * Gives the task up for a time, or until its deadline.
   *
   * @param failed whether it counts as a failed attempt
   */
  boolean postpone(Lease lease, Duration delay, Optional<String> statusMessage, boolean failed);

  /**
   * Ends a task, and keeps it at least for its retention from now.
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

  /** How many tasks are due and run by no worker. */
  long queued();

  /**
   * The tasks that an operator asks for, latest first, without payloads and outcomes.
   *
   * @param after continues behind this one
   */
  List<TaskRow> list(TaskFilter filter, Optional<Position> after, int max);

  /** A place in a list. */
  record Position(Instant created, String id) {
    /** The place of a task. */
    public static Position of(TaskRow task) {
      return new Position(task.times().created(), task.id());
    }
  }

  /** How many tasks there are in each state that occurs, and how old the oldest of them is. */
  Map<TaskStatus, Tally> tally();

  /** Tasks in one state. */
  record Tally(long count, Duration oldest) {}

  /**
   * Makes a task due now: one that waits for its time, or one that failed or was cancelled, which
   * starts from its journal with its attempts forgotten and its deadline and time to live running
   * anew.
   *
   * @return whether there was such a task
   */
  boolean retry(String id);

  /** Removes a task that has ended; returns whether there was one. */
  boolean purge(String id);

  @Override
  void close();
}
