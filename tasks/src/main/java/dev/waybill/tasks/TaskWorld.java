package dev.waybill.tasks;

import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Json;
import dev.waybill.server.Entry;
import dev.waybill.server.Question;
import dev.waybill.server.Suspended;
import dev.waybill.server.ToolException;
import dev.waybill.server.World;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The world of a task under a lease: what is recorded is stored before the handler goes on. */
final class TaskWorld implements World {
  /** Shorter waits are slept through; longer ones give the task up until their time has come. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  /** Longer than any task is kept. */
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final LeasedTask task;
  private final Payloads payloads;
  private final String callId;
  private final Map<String, Entry> journal = new LinkedHashMap<>();
  private final long ageAtClaim;
  private final long claimedNanos = System.nanoTime();
  private final Map<String, Question<?>> asked = new LinkedHashMap<>();
  private @Nullable Duration pause;

  /**
   * @param age of the task when it was claimed, by the store's clock
   */
  TaskWorld(LeasedTask task, Payloads payloads, String callId, Duration age) {
    this.task = task;
    this.payloads = payloads;
    this.callId = callId;
    this.ageAtClaim = age.toMillis();
  }

  /** Reads what was recorded by runs before this one. */
  TaskWorld load() {
    for (TaskStore.JournalRow row : task.store().journal(task.id())) {
      journal.put(row.key(), payloads.read(task.id(), row.payload(), Entry.class));
    }
    return this;
  }

  /** Takes over what is stored already. */
  void known(Entry entry) {
    journal.put(entry.key(), entry);
  }

  @Override
  public String callId() {
    return callId;
  }

  @Override
  public Optional<String> taskId() {
    return Optional.of(task.id());
  }

  @Override
  public long fencingToken() {
    return task.lease().token();
  }

  @Override
  public Optional<Entry> find(String key) {
    return Optional.ofNullable(journal.get(key));
  }

  @Override
  public void record(Entry entry) {
    byte[] payload = payloads.write(task.id(), entry);
    if (payload.length > Payloads.MAX_ENTRY) {
      throw new ToolException(
          "What \""
              + entry.key()
              + "\" returned has "
              + (payload.length >> 10)
              + " KiB, more than the "
              + (Payloads.MAX_ENTRY >> 10)
              + " KiB a journal entry may have: keep it elsewhere and return where");
    }
    if (!task.record(entry.key(), payload)) {
      throw new LeaseLost(task.id());
    }
    journal.put(entry.key(), entry);
  }

  /** A question that changed was asked again under another key, because keys are never reused. */
  @Override
  public Optional<JsonNode> answer(Question<?> question) {
    for (int n = 2; journal.containsKey(again(question.key(), n)); n++) {
      Entry entry = journal.get(again(question.key(), n));
      if (entry != null && entry.digest().equals(question.digest())) {
        return Optional.of(entry.value());
      }
    }
    return Optional.empty();
  }

  private static String again(String key, int n) {
    return key + "~" + n;
  }

  @Override
  public void ask(List<Question<?>> unanswered) {
    Map<String, InputRequest> requests = new LinkedHashMap<>();
    for (Question<?> question : unanswered) {
      String key = question.key();
      for (int n = 2; journal.containsKey(key); n++) {
        key = again(question.key(), n);
      }
      requests.put(key, question.request());
      asked.put(key, question);
    }
    throw new Suspended(requests);
  }

  /** The questions that suspended the handler, as they are stored. */
  Map<String, byte[]> asked() {
    Map<String, byte[]> rows = new LinkedHashMap<>();
    asked.forEach((key, question) ->
        rows.put(
            key,
            payloads.write(
                task.id(),
                new Payloads.QuestionPayload(
                    question.kind(), question.digest(), question.request()))));
    return rows;
  }

  /** How long the handler wants to wait, when that is what suspended it. */
  Optional<Duration> pause() {
    return Optional.ofNullable(pause);
  }

  /** Measured by the task's age, which only the store's clock and this JVM's ticker tell. */
  @Override
  public void sleep(String key, Duration duration) throws InterruptedException {
    Entry begun = journal.get(key);
    long wakeAt;
    if (begun == null) {
      wakeAt = age() + duration.toMillis();
      record(new Entry(key, Entry.Kind.STEP, "", Json.mapper().valueToTree(wakeAt)));
    } else {
      wakeAt = begun.value().longValue();
    }
    Duration left = Duration.ofMillis(wakeAt - age());
    if (left.isNegative() || left.isZero()) {
      return;
    }
    pause(left);
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    if (duration.compareTo(SHORT) > 0) {
      pause = duration;
      throw new Suspended(Map.of());
    }
    Thread.sleep(duration);
  }

  @Override
  public void handOver() {
    pause = FOREVER;
    throw new Suspended(Map.of());
  }

  private long age() {
    return ageAtClaim + Duration.ofNanos(System.nanoTime() - claimedNanos).toMillis();
  }
}
