package dev.waybill.app;

import dev.waybill.protocol.Json;
import dev.waybill.tasks.TaskRow;
import tools.jackson.databind.node.ObjectNode;

/** A task as operators read it. */
final class TaskText {
  static final String[] HEADS = {
    "ID", "STATE", "TOOL", "PRINCIPAL", "AGE", "FAILED", "WORKER", "MESSAGE"
  };

  /** What is looked at while it changes; the message needs the room. */
  static final String[] LIVE_HEADS = {"ID", "STATE", "TOOL", "AGE", "MESSAGE"};

  private static final int WORKER_SHOWN = 6;

  private TaskText() {}

  static String[] cells(TaskRow task) {
    return new String[] {
      task.id(),
      state(task),
      task.tool(),
      principal(task),
      Age.text(task.times().age()),
      task.state().attempts() == 0 ? "" : Integer.toString(task.state().attempts()),
      worker(task),
      task.state().message().orElse("")
    };
  }

  static String[] liveCells(TaskRow task) {
    return new String[] {
      task.id(),
      state(task),
      task.tool(),
      Age.text(task.times().age()),
      task.state().message().orElse("")
    };
  }

  /** Its state, and whether it is about to be another. */
  static String state(TaskRow task) {
    return task.status().wireName() + (isStopping(task) ? ", stopping" : "");
  }

  static boolean isStopping(TaskRow task) {
    return task.state().cancelRequested() && !task.status().isTerminal();
  }

  static String principal(TaskRow task) {
    return task.principal().isEmpty() ? "(none)" : task.principal();
  }

  /** Enough of a worker's random id to tell it from others. */
  static String worker(TaskRow task) {
    String worker = task.state().worker().orElse("");
    return worker.length() <= WORKER_SHOWN ? worker : worker.substring(0, WORKER_SHOWN);
  }

  static ObjectNode json(TaskRow task) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("taskId", task.id());
    json.put("status", task.status().wireName());
    json.put("tool", task.tool());
    json.put("principal", task.principal());
    task.state().message().ifPresent(message -> json.put("statusMessage", message));
    json.put("createdAt", task.times().created().toString());
    json.put("lastUpdatedAt", task.times().updated().toString());
    json.put("dueAt", task.times().due().toString());
    json.put("ageMs", task.times().age().toMillis());
    json.put("ttlMs", task.times().ttl().toMillis());
    task.times().deadline().ifPresent(limit -> json.put("deadlineMs", limit.toMillis()));
    json.put("failedAttempts", task.state().attempts());
    task.state().worker().ifPresent(worker -> json.put("worker", worker));
    json.put("cancelRequested", task.state().cancelRequested());
    return json;
  }
}
