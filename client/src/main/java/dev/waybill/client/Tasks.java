package dev.waybill.client;

import dev.waybill.protocol.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Speaks the tasks extension: follows tasks, answers their questions once, cancels them. */
final class Tasks {
  static final String EXTENSION = "io.modelcontextprotocol/tasks";
  static final String RESULT_TYPE = "task";

  private static final Duration UNSAID = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final CallOptions BRIEF =
      CallOptions.DEFAULTS.timeout(Duration.ofSeconds(5)).idleTimeout(Duration.ofSeconds(5));

  private final Connection connection;
  private final Questions questions;

  Tasks(Connection connection, Questions questions) {
    this.connection = connection;
    this.questions = questions;
  }

  /** Sees the task of a call through; a call that is given up cancels its task. */
  ObjectNode finish(Request call, ObjectNode seed) {
    RemoteTask task = RemoteTask.read(seed, connection.where(call));
    try {
      return result(call, follow(call, task, new HashSet<>()));
    } catch (McpClientException.Cancelled | McpClientException.TimedOut e) {
      Thread.ofVirtual().start(() -> cancelQuietly(task.taskId()));
      throw e;
    }
  }

  /** Waits until a task is final. */
  RemoteTask follow(Request call, RemoteTask first, Set<String> answered) {
    long begun = System.nanoTime();
    RemoteTask task = first;
    @Nullable TaskWatch watch = null;
    int failures = 0;
    try {
      while (!task.status().isFinal()) {
        checkAge(call, task, begun);
        if (task.status() == RemoteTask.Status.INPUT_REQUIRED) {
          answer(call, task, answered);
        }
        @Nullable RemoteTask news = pause(call, interval(task, watch), watch);
        try {
          task = news == null ? get(call, task.taskId()) : news;
          failures = 0;
        } catch (McpClientException.Unreachable e) {
          // A task outlives its server's restarts, so its client must too.
          if (++failures > 5 || connection.isClosed()) {
            throw e;
          }
        }
        if (watch == null && !task.status().isFinal()) {
          watch = TaskWatch.open(connection, call, task.taskId());
        }
      }
      return task;
    } finally {
      if (watch != null) {
        watch.close();
      }
    }
  }

  private void checkAge(Request call, RemoteTask task, long begun) {
    Long ttl = task.ttlMs();
    if (ttl != null
        && System.nanoTime() - begun > GRACE.toNanos() + Duration.ofMillis(ttl).toNanos()) {
      throw connection
          .where(call)
          .timedOut("its task is not done although its time to live is over; start it anew");
    }
  }

  private void answer(Request call, RemoteTask task, Set<String> answered) {
    ObjectNode open =
        task.inputRequests() == null
            ? get(call, task.taskId()).inputRequests()
            : task.inputRequests();
    if (open == null) {
      return;
    }
    Where where = connection.where(call);
    var unanswered = Questions.read(open, where);
    unanswered.keySet().removeAll(answered);
    if (unanswered.isEmpty()) {
      return;
    }
    ObjectNode answers = questions.answer(unanswered, call.patience(), where);
    ObjectNode params = params(task.taskId());
    params.set("inputResponses", answers);
    call.patience().heard();
    connection.request(call.then("tasks/update", params, task.taskId()));
    answered.addAll(unanswered.keySet());
  }

  private @Nullable RemoteTask pause(Request call, Duration time, @Nullable TaskWatch watch) {
    Where where = connection.where(call);
    long nanos = Math.min(time.toNanos(), call.patience().untilDeadline());
    if (nanos <= 0) {
      throw call.patience().expired(where);
    }
    try {
      if (watch != null) {
        return watch.next(nanos);
      }
      Thread.sleep(Duration.ofNanos(nanos));
      return null;
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    } finally {
      call.patience().heard();
    }
  }

  /** What the server wishes, give or take a tenth; rarer while it sends notifications. */
  private static Duration interval(RemoteTask task, @Nullable TaskWatch watch) {
    Long wished = task.pollIntervalMs();
    Duration interval = wished == null ? UNSAID : Duration.ofMillis(Math.max(0, wished));
    if (watch != null && watch.isHonoured()) {
      interval = interval.multipliedBy(10);
    }
    interval =
        interval.compareTo(SHORTEST) < 0
            ? SHORTEST
            : interval.compareTo(LONGEST) > 0 ? LONGEST : interval;
    return interval.plusMillis(ThreadLocalRandom.current().nextLong(interval.toMillis() / 10 + 1));
  }

  RemoteTask get(Request call, String taskId) {
    Request get = call.then("tasks/get", params(taskId), taskId);
    RemoteTask task = RemoteTask.read(connection.request(get), connection.where(get));
    if (!task.taskId().equals(taskId)) {
      throw connection.where(get).violation("it answers with another task");
    }
    return task;
  }

  void cancel(Request call, String taskId) {
    ObjectNode done = connection.request(call.then("tasks/cancel", params(taskId), taskId));
    assert done != null;
  }

  private void cancelQuietly(String taskId) {
    try {
      cancel(new Request("tasks/cancel", params(taskId), taskId, BRIEF), taskId);
    } catch (McpClientException e) {
      // The task is the server's now; it ends when its time to live is over.
    }
  }

  /** The result of a task that is final, or the failure it ended in. */
  ObjectNode result(Request call, RemoteTask task) {
    Where where = connection.where(call);
    return switch (task.status()) {
      case COMPLETED -> {
        if (task.result() == null) {
          throw where.violation("its task is completed and has no result");
        }
        yield task.result();
      }
      case FAILED ->
          throw where.refused(
              task.error() == null ? Json.mapper().createObjectNode() : task.error());
      case CANCELLED ->
          throw where.cancelled(
              "its task was cancelled" + task.message().map(m -> ": " + Where.tidy(m)).orElse(""),
              null);
      case WORKING, INPUT_REQUIRED -> throw new IllegalStateException("not final");
    };
  }

  private static ObjectNode params(String taskId) {
    return Json.mapper().createObjectNode().put("taskId", taskId);
  }

  /** Options for what a handle does besides waiting. */
  Request request(CallOptions options, String taskId) {
    return new Request("tasks/get", params(taskId), taskId, Map.of(), options, options.patience());
  }
}
