package dev.waybill.client;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool call that was started and not waited for. Where the server made a task of it, it goes on
 * without this client; where it did not, the result is there already.
 *
 * <p>Not to be closed: letting go of a handle does nothing to its task.
 */
public final class TaskHandle {
  private final Connection connection;
  private final Calls calls;
  private final Tasks tasks;
  private final Request call;
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final @Nullable String taskId;
  private volatile @Nullable RemoteTask last;
  private volatile @Nullable ObjectNode result;

  private TaskHandle(
      Connection connection, Calls calls, Tasks tasks, Request call, @Nullable String taskId) {
    this.connection = connection;
    this.calls = calls;
    this.tasks = tasks;
    this.call = call;
    this.taskId = taskId;
  }

  static TaskHandle started(
      Connection connection, Calls calls, Tasks tasks, Request call, RemoteTask seed) {
    TaskHandle handle = new TaskHandle(connection, calls, tasks, call, seed.taskId());
    handle.last = seed;
    return handle;
  }

  static TaskHandle done(
      Connection connection, Calls calls, Tasks tasks, Request call, ObjectNode result) {
    TaskHandle handle = new TaskHandle(connection, calls, tasks, call, null);
    handle.result = result;
    return handle;
  }

  static TaskHandle known(
      Connection connection, Calls calls, Tasks tasks, String taskId, CallOptions options) {
    return new TaskHandle(connection, calls, tasks, call(null, options), taskId);
  }

  private static Request call(@Nullable String tool, CallOptions options) {
    return new Request(Methods.TOOLS_CALL, Json.mapper().createObjectNode(), tool, options);
  }

  static TaskHandle resumed(
      Connection connection, Calls calls, Tasks tasks, String detached, CallOptions options) {
    JsonNode json;
    try {
      json = Json.mapper().readTree(detached);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("this is no detached task", e);
    }
    JsonNode tool = json.path("tool");
    JsonNode id = json.path("taskId");
    boolean named = tool.isString() || tool.isMissingNode();
    if (!named || !(id.isString() || json.path("result").isObject())) {
      throw new IllegalArgumentException("this is no detached task");
    }
    Request call = call(tool.isString() ? tool.stringValue() : null, options);
    TaskHandle handle =
        new TaskHandle(connection, calls, tasks, call, id.isString() ? id.stringValue() : null);
    json.path("answered").forEach(key -> handle.answered.add(key.asString("")));
    if (json.get("result") instanceof ObjectNode result) {
      handle.result = result;
    }
    return handle;
  }

  /** The task's id; empty when the call was done without one. */
  public Optional<String> id() {
    return Optional.ofNullable(taskId);
  }

  /** How the task stands now, from the server; empty when the call was done without one. */
  public Optional<RemoteTask> status() {
    if (taskId == null) {
      return Optional.empty();
    }
    RemoteTask task = tasks.get(tasks.request(call.options(), taskId), taskId);
    last = task;
    return Optional.of(task);
  }

  /**
   * Waits for the result, answering what the task asks, for as long as the options of the call
   * allow.
   */
  public CallToolResult await() {
    return await(call.options());
  }

  /** Waits for the result, at most that long; the task goes on when the time is over. */
  public CallToolResult await(Duration most) {
    return await(call.options().timeout(most).idleTimeout(most));
  }

  /** Waits for the structured result, as {@link McpClient#call(String, Object, Class)} does. */
  public <T> T await(Class<T> type) {
    return calls.typed(call, await(), type);
  }

  private CallToolResult await(CallOptions options) {
    ObjectNode ready = result;
    if (ready == null) {
      Request waiting = new Request(call.method(), call.params(), call.target(), options);
      RemoteTask first = last;
      String id = String.valueOf(taskId);
      RemoteTask end =
          tasks.follow(waiting, first == null ? tasks.get(waiting, id) : first, answered);
      last = end;
      ready = tasks.result(waiting, end);
      result = ready;
    }
    return calls.checked(call, ready);
  }

  /**
   * Asks the server to end the task. Returns when the server has heard; whether and when it ends,
   * {@link #status} tells.
   */
  public void cancel() {
    if (taskId != null) {
      tasks.cancel(tasks.request(call.options(), taskId), taskId);
    }
  }

  /** A string from which {@link McpClient#resume} takes the task up, in any process. */
  public String detach() {
    ObjectNode json = Json.mapper().createObjectNode();
    if (call.target() != null) {
      json.put("tool", call.target());
    }
    if (taskId != null) {
      json.put("taskId", taskId);
    }
    new HashSet<>(answered).forEach(json.withArray("answered")::add);
    if (result != null) {
      json.set("result", result);
    }
    return json.toString();
  }

  /** The server and the tool, never what is in the task. */
  @Override
  public String toString() {
    return "TaskHandle[" + connection.where(call) + "]";
  }
}
