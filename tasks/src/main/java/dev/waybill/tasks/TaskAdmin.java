package dev.waybill.tasks;

import dev.waybill.server.Backplane;
import dev.waybill.server.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operators' view of all tasks, whoever's they are. Shows what exists and how far it is, never
 * what was said: values are redacted.
 */
public final class TaskAdmin {
  private final TaskStore store;
  private final Backplane backplane;
  private final Payloads payloads;

  TaskAdmin(TaskStore store, Backplane backplane, Payloads payloads) {
    this.store = store;
    this.backplane = backplane;
    this.payloads = payloads;
  }

  /**
   * The tasks that are asked for, latest first.
   *
   * @param after continues behind this one
   */
  public List<TaskRow> list(TaskFilter filter, Optional<TaskStore.Position> after, int max) {
    return store.list(filter, after, max);
  }

  /** How many tasks there are in each state that occurs, and how old the oldest is. */
  public Map<TaskStatus, TaskStore.Tally> tally() {
    return store.tally();
  }

  /** How many tasks are due and run by nobody. */
  public long queued() {
    return store.queued();
  }

  /**
   * One task with its journal.
   *
   * @param task without payload and outcome
   * @param outcomeBytes of its result or error; 0 while there is none
   */
  public record Shown(TaskRow task, int payloadBytes, int outcomeBytes, List<Line> journal) {}

  /**
   * An entry of a journal, without its value.
   *
   * @param kind absent where the keys to read it were not given
   * @param open whether it is a question that has no answer yet
   */
  public record Line(String key, Optional<Entry.Kind> kind, int bytes, boolean open) {}

  /** One task. */
  public Optional<Shown> show(String taskId) {
    return store
        .find(taskId)
        .map(task -> {
          List<Line> lines = new ArrayList<>();
          for (TaskStore.JournalRow row : store.journal(taskId)) {
            lines.add(
                new Line(
                    row.key(),
                    payloads.peek(taskId, row.payload(), Entry.class).map(Entry::kind),
                    row.payload().length,
                    false));
          }
          store
              .questions(taskId)
              .forEach((key, payload) ->
                  lines.add(
                      new Line(
                          key,
                          payloads
                              .peek(taskId, payload, Payloads.QuestionPayload.class)
                              .map(Payloads.QuestionPayload::kind),
                          payload.length,
                          true)));
          return new Shown(
              task.bare(),
              task.payload().length,
              task.state().outcome().map(outcome -> outcome.length).orElse(0),
              lines);
        });
  }

  /**
   * Makes a task due now that waits for its time, failed or was cancelled; see {@link
   * TaskStore#retry}.
   */
  public boolean retry(String taskId) {
    boolean due = store.retry(taskId);
    if (due) {
      tell(TaskNews.Kind.DUE, taskId);
      tell(TaskNews.Kind.CHANGED, taskId);
    }
    return due;
  }

  /**
   * Cancels a task: one that runs is interrupted.
   *
   * @return the task after that; empty when there is none
   */
  public Optional<TaskRow> cancel(String taskId) {
    Optional<TaskRow> after = store.cancel(taskId).map(TaskRow::bare);
    after.ifPresent(task ->
        tell(task.status().isTerminal() ? TaskNews.Kind.CHANGED : TaskNews.Kind.CANCEL, taskId));
    return after;
  }

  /** Removes a task that has ended; returns whether there was one. */
  public boolean purge(String taskId) {
    return store.purge(taskId);
  }

  private void tell(TaskNews.Kind kind, String taskId) {
    TaskNews.tell(backplane, kind, taskId);
  }
}
