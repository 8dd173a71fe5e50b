package dev.waybill.client;

/** Gives handles on tasks. */
record Handles(Connection connection, Calls calls, Tasks tasks) {

  TaskHandle start(Request request) {
    return switch (calls.settle(request)) {
      case Driver.Turn.Complete complete ->
          TaskHandle.done(connection, calls, tasks, request, complete.result());
      case Driver.Turn.Task task ->
          TaskHandle.started(
              connection,
              calls,
              tasks,
              request,
              RemoteTask.read(task.seed(), connection.where(request)));
      case Driver.Turn.Asked asked -> throw new IllegalStateException("answered before");
    };
  }

  TaskHandle of(String taskId, CallOptions options) {
    return TaskHandle.known(connection, calls, tasks, taskId, options);
  }

  TaskHandle resume(String detached, CallOptions options) {
    return TaskHandle.resumed(connection, calls, tasks, detached, options);
  }
}
