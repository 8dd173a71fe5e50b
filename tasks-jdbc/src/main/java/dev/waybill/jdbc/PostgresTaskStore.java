package dev.waybill.jdbc;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks in PostgreSQL, 14 or newer, shared by any number of workers on any number of machines.
 * Durable when a method returns, as far as the server's disks are; all times are the server's.
 *
 * <pre>{@code
 * TaskStore store = PostgresTaskStore.open(PostgresDatabase.at("postgresql://db.example/app", "waybill", password));
 * }</pre>
 *
 * <p>Calls may come from virtual threads, and these may be interrupted: a call still ends as it
 * would have, and the thread stays interrupted. A server that does not answer is given up after
 * some 20 seconds.
 */
public final class PostgresTaskStore implements TaskStore {
  private final PostgresPool pool;
  private final PostgresCreation creation;
  private final PostgresQueue queue;
  private final PostgresTransitions transitions;
  private final PostgresInterventions interventions;
  private final PostgresViews views;

  private PostgresTaskStore(PostgresPool pool) {
    this.pool = pool;
    this.creation = new PostgresCreation(pool);
    this.queue = new PostgresQueue(pool);
    this.transitions = new PostgresTransitions(pool);
    this.interventions = new PostgresInterventions(pool);
    this.views = new PostgresViews(pool);
  }

  /**
   * Opens a database, creating or migrating the schema where needed: once, also when many workers
   * start together.
   *
   * @throws dev.waybill.tasks.TaskStoreException when the server cannot be reached
   * @throws IllegalStateException when the server is too old, a standby, or not encoded in UTF-8,
   *     or when the schema was written by a newer version
   */
  public static PostgresTaskStore open(PostgresDatabase database) {
    PostgresPool pool = new PostgresPool(database);
    try {
      new PostgresSchema(database.schema()).prepare(pool);
      return new PostgresTaskStore(pool);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  @Override
  public Created create(NewTask task) {
    return creation.create(task);
  }

  @Override
  public Optional<TaskRow> find(String id) {
    return views.find(id);
  }

  @Override
  public List<JournalRow> journal(String id) {
    return views.journal(id);
  }

  @Override
  public Map<String, byte[]> questions(String id) {
    return views.questions(id);
  }

  @Override
  public List<Claimed> claim(String worker, int max, Duration lease, Map<String, Integer> room) {
    return queue.claim(worker, max, lease, room);
  }

  @Override
  public Optional<Claimed> take(String id, String worker, Duration lease) {
    return queue.take(id, worker, lease);
  }

  @Override
  public Set<String> renew(List<Lease> leases, Duration lease) {
    return queue.renew(leases, lease);
  }

  @Override
  public boolean record(Lease lease, String key, byte[] payload) {
    return transitions.record(lease, key, payload);
  }

  @Override
  public boolean report(String id, String statusMessage) {
    return transitions.report(id, statusMessage);
  }

  @Override
  public boolean report(Lease lease, String statusMessage) {
    return transitions.report(lease, statusMessage);
  }

  @Override
  public boolean park(Lease lease, Map<String, byte[]> questions) {
    return transitions.park(lease, questions);
  }

  @Override
  public boolean postpone(
      Lease lease, Duration delay, Optional<String> statusMessage, boolean failed) {
    return transitions.postpone(lease, delay, statusMessage, failed);
  }

  @Override
  public boolean settle(
      Lease lease, TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage) {
    return transitions.settle(lease, status, outcome, statusMessage);
  }

  @Override
  public Set<String> answer(String id, Map<String, byte[]> answers) {
    return interventions.answer(id, answers);
  }

  @Override
  public Optional<TaskRow> cancel(String id) {
    return interventions.cancel(id);
  }

  @Override
  public Set<String> cancelRequests(String worker) {
    return queue.cancelRequests(worker);
  }

  @Override
  public int sweep(int max, Duration grace) {
    return interventions.sweep(max, grace);
  }

  @Override
  public long queued() {
    return queue.queued();
  }

  @Override
  public List<TaskRow> list(TaskFilter filter, Optional<Position> after, int max) {
    return views.list(filter, after, max);
  }

  @Override
  public Map<TaskStatus, Tally> tally() {
    return views.tally();
  }

  @Override
  public boolean retry(String id) {
    return interventions.retry(id);
  }

  @Override
  public boolean purge(String id) {
    return interventions.purge(id);
  }

  @Override
  public void close() {
    pool.close();
  }
}
