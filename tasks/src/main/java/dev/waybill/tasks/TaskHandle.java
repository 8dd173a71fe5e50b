package dev.waybill.tasks;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Backplane;
import dev.waybill.server.Entry;
import dev.waybill.server.Question;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A task in the hands of whoever does its work outside Waybill: any thread or process that holds
 * the store. The tool's handler starts the work, passes on {@code call.taskId()} and ends with
 * {@code return call.handOver()}.
 *
 * <p>Each method returns false when the task has ended, expired or never was. A worker that runs
 * the task loses it to {@link #complete}, {@link #fail} and {@link #ask}.
 */
public final class TaskHandle {
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private final String taskId;
  private final TaskStore store;
  private final Backplane backplane;
  private final Payloads payloads;
  private final String holder = TaskIds.random();

  TaskHandle(String taskId, TaskStore store, Backplane backplane, Payloads payloads) {
    this.taskId = taskId;
    this.store = store;
    this.backplane = backplane;
    this.payloads = payloads;
  }

  public String taskId() {
    return taskId;
  }

  /** The state it is in: {@code cancelled} tells that the work is not wanted any more. */
  public Optional<TaskStatus> status() {
    return store.find(taskId).map(TaskRow::status);
  }

  /** Changes the status message. */
  public boolean report(String statusMessage) {
    boolean open = store.report(taskId, statusMessage);
    return told(open);
  }

  /** Ends the task with a result of one text. */
  public boolean complete(String text) {
    return complete(CallToolResult.text(text));
  }

  /**
   * Ends the task with a result, which for a tool with an output schema has structured content that
   * fits it: nobody checks it here.
   *
   * @throws IllegalArgumentException when it is larger than 4 MiB; the task stays open
   */
  public boolean complete(CallToolResult result) {
    return settle(
        TaskStatus.COMPLETED, Payloads.OutcomePayload.completed(result), Optional.empty());
  }

  /**
   * Ends the task with a JSON-RPC error; for a failure that the client's model should react to,
   * complete it with an error result.
   */
  public boolean fail(String message) {
    return fail(new McpException(ErrorCode.INTERNAL_ERROR, message));
  }

  /** Ends the task with a JSON-RPC error. */
  public boolean fail(McpException error) {
    return settle(
        TaskStatus.FAILED, Payloads.OutcomePayload.failed(error), Optional.of(error.text()));
  }

  private boolean settle(
      TaskStatus status, Payloads.OutcomePayload value, Optional<String> statusMessage) {
    byte[] outcome = payloads.write(taskId, value);
    Payloads.tooLarge(outcome)
        .ifPresent(why -> {
          throw new IllegalArgumentException(why);
        });
    Optional<TaskStore.Claimed> taken = store.take(taskId, holder, MOMENT);
    return told(
        taken.isPresent()
            && store.settle(taken.get().lease(), status, Optional.of(outcome), statusMessage));
  }

  /**
   * Asks the client. The task requires input until every question is answered; {@link #answer} then
   * tells. Asking anew withdraws what is open.
   *
   * @throws IllegalArgumentException when a key was used before in this task
   */
  public boolean ask(Question<?>... questions) {
    Set<String> used = new HashSet<>();
    store.journal(taskId).forEach(row -> used.add(row.key()));
    Map<String, byte[]> open = new LinkedHashMap<>();
    for (Question<?> question : questions) {
      if (!used.add(question.key())) {
        throw new IllegalArgumentException(
            "Key \"" + question.key() + "\" was used before: keys of a task are never reused");
      }
      open.put(
          question.key(),
          payloads.write(
              taskId,
              new Payloads.QuestionPayload(
                  question.kind(), question.digest(), question.request())));
    }
    if (open.isEmpty()) {
      throw new IllegalArgumentException(
          "At least one question, was " + Arrays.toString(questions));
    }
    Optional<TaskStore.Claimed> taken = store.take(taskId, holder, MOMENT);
    return told(taken.isPresent() && store.park(taken.get().lease(), open));
  }

  /** The answer to a question, once it is there. */
  public <T> Optional<T> answer(Question<T> question) {
    return store.journal(taskId).stream()
        .filter(row -> row.key().equals(question.key()))
        .findFirst()
        .map(row -> payloads.read(taskId, row.payload(), Entry.class))
        .filter(entry -> entry.digest().equals(question.digest()))
        .map(Entry::value)
        .flatMap((JsonNode value) -> question.read(value));
  }

  private boolean told(boolean done) {
    if (done) {
      TaskNews.tell(backplane, TaskNews.Kind.CHANGED, taskId);
    }
    return done;
  }
}
