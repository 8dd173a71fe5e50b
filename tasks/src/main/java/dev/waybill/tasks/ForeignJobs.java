package dev.waybill.tasks;

import dev.waybill.server.Entry;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels the jobs that connectors started, when their tasks were cancelled or ran out of time. */
final class ForeignJobs {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignJobs.class);

  private final Map<String, TaskConnector<?>> connectors;
  private final Payloads payloads;
  private final TaskStore store;

  ForeignJobs(Map<String, TaskConnector<?>> connectors, Payloads payloads, TaskStore store) {
    this.connectors = Map.copyOf(connectors);
    this.payloads = payloads;
    this.store = store;
  }

  /** Once, and without keeping the client waiting: a job that cannot be reached now goes on. */
  void cancel(String tool, String taskId) {
    TaskConnector<?> connector = connectors.get(tool);
    if (connector != null) {
      Thread.startVirtualThread(
          () -> job(taskId).ifPresent(job -> cancel(connector, job, "task " + taskId)));
    }
  }

  private Optional<String> job(String taskId) {
    try {
      return store.journal(taskId).stream()
          .filter(row -> row.key().equals(TaskConnector.JOB))
          .map(row -> payloads.read(taskId, row.payload(), Entry.class).value().stringValue())
          .findFirst();
    } catch (RuntimeException e) {
      LOG.warn("The foreign job of task {} could not be found, and goes on", taskId, e);
      return Optional.empty();
    }
  }

  static void cancel(TaskConnector<?> connector, String job, String owner) {
    try {
      connector.cancel(job);
    } catch (Exception e) {
      LOG.warn("The foreign job of {} could not be cancelled, and goes on", owner, e);
    }
  }
}
