package dev.waybill.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as its server last showed it (tasks extension, Tasks).
 *
 * @param createdAt ISO 8601, as is {@code lastUpdatedAt}
 * @param ttlMs milliseconds from creation after which the server may forget it; null is never
 * @param pollIntervalMs how often the server wants to be asked, in milliseconds
 */
public record RemoteTask(
    String taskId,
    Status status,
    @Nullable String statusMessage,
    @Nullable String createdAt,
    @Nullable String lastUpdatedAt,
    @Nullable Long ttlMs,
    @Nullable Long pollIntervalMs,
    @Nullable ObjectNode inputRequests,
    @Nullable ObjectNode result,
    @Nullable JsonNode error) {

  /** Where a task stands; the last three are final. */
  public enum Status {
    @JsonProperty("working")
    WORKING,
    @JsonProperty("input_required")
    INPUT_REQUIRED,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED;

    /** Whether the task stays as it is. */
    public boolean isFinal() {
      return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
  }

  /** The status in the server's words. */
  public Optional<String> message() {
    return Optional.ofNullable(statusMessage);
  }

  static RemoteTask read(JsonNode json, Where where) {
    try {
      RemoteTask task = Json.mapper().treeToValue(json, RemoteTask.class);
      if (isIncomplete(task)) {
        throw where.violation("its task has no taskId or no status");
      }
      return task;
    } catch (JacksonException e) {
      throw where.violation("its task is malformed", e);
    }
  }

  @SuppressWarnings("NullAway") // the mapper fills records without looking at their annotations
  private static boolean isIncomplete(RemoteTask task) {
    return task.taskId == null || task.status == null;
  }
}
