package dev.waybill.tasks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.Result;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A task on the wire: the answer to a call that became one, to {@code tasks/get}, and the params of
 * {@code notifications/tasks} (tasks extension, Tasks).
 *
 * @param resultType {@code task} for the answer to a call, {@code complete} otherwise
 * @param ttlMs milliseconds from creation
 * @param inputRequests open questions, while input is required
 * @param result of a completed task
 * @param error of a failed one
 */
record Task(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String resultType,
    String taskId,
    TaskStatus status,
    @Nullable String statusMessage,
    String createdAt,
    String lastUpdatedAt,
    long ttlMs,
    @Nullable Long pollIntervalMs,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> inputRequests,
    @Nullable JsonNode result,
    @Nullable JsonNode error,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
    implements Result {

  static final String TYPE = "task";

  /** The task without what belongs to its status: the seed a call is answered with. */
  static Task created(TaskRow row) {
    return of(TYPE, row, Map.of(), null, null);
  }

  static Task of(
      String resultType,
      TaskRow row,
      Map<String, JsonNode> questions,
      @Nullable JsonNode result,
      @Nullable JsonNode error) {
    return new Task(
        resultType,
        row.id(),
        row.status(),
        row.state().message().orElse(null),
        row.times().created().toString(),
        row.times().updated().toString(),
        row.times().ttl().toMillis(),
        row.status().isTerminal() ? null : pollInterval(row.times().age()).toMillis(),
        questions,
        result,
        error,
        Map.of());
  }

  /** Young tasks are worth asking after often, old ones are not. */
  private static Duration pollInterval(Duration age) {
    if (age.compareTo(Duration.ofSeconds(10)) < 0) {
      return Duration.ofMillis(500);
    }
    if (age.compareTo(Duration.ofMinutes(1)) < 0) {
      return Duration.ofSeconds(1);
    }
    return age.compareTo(Duration.ofMinutes(10)) < 0
        ? Duration.ofSeconds(5)
        : Duration.ofSeconds(15);
  }

  @Override
  public Task withMeta(String key, JsonNode value) {
    Map<String, JsonNode> more = new LinkedHashMap<>(meta);
    more.put(key, value);
    return new Task(
        resultType,
        taskId,
        status,
        statusMessage,
        createdAt,
        lastUpdatedAt,
        ttlMs,
        pollIntervalMs,
        inputRequests,
        result,
        error,
        more);
  }

  /** An empty acknowledgement. */
  record Acknowledged(
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements Result {
    @Override
    public Acknowledged withMeta(String key, JsonNode value) {
      Map<String, JsonNode> more = new LinkedHashMap<>(meta);
      more.put(key, value);
      return new Acknowledged(more);
    }
  }
}
