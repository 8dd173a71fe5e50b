package dev.waybill.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Where the journal of a call lives and what a question does there: inside sealed request state for
 * a stateless request, in a store for a durable task, in memory for a legacy session.
 *
 * <p>Used by one thread at a time.
 */
public interface World {
  /** The same for every replay of this call, and for no other call. */
  String callId();

  /** What was recorded under a key. */
  Optional<Entry> find(String key);

  /** Everything recorded so far, in order. */
  default List<Entry> entries() {
    return List.of();
  }

  /** Records an entry, replacing an earlier one of the same key. */
  void record(Entry entry);

  /** The client's answer to a question, where one came with this request. */
  Optional<JsonNode> answer(Question<?> question);

  /**
   * Called with the questions that have no answer yet. Returns when every one was recorded; a world
   * whose answers come with a later request unwinds the handler instead.
   */
  void ask(List<Question<?>> unanswered);

  /** The durable task that the call is, once it is one. */
  default Optional<String> taskId() {
    return Optional.empty();
  }

  /** That the call is to be a task from its start, where its client asked for that. */
  default Optional<AsTask> asTask() {
    return Optional.empty();
  }

  /**
   * A client's wish that its call be a task, whatever the tool's policy says about when.
   *
   * @param ttl how long it is to be kept from its creation; the tool's policy is the limit
   */
  record AsTask(Optional<Duration> ttl) {}

  /** Grows whenever another run of the same call begins; 0 where there is only one. */
  default long fencingToken() {
    return 0;
  }

  /**
   * Waits without remembering it: a world that does not hold the thread for so long unwinds the
   * handler and replays it later.
   */
  default void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }

  /** Ends the handler, and leaves the task open. */
  default void handOver() {
    throw new ToolException("This work goes on elsewhere: it can only be called as a task");
  }

  /**
   * Waits, once: a replay does not wait again.
   *
   * @param key of the wait, unique within the call
   */
  default void sleep(String key, Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
