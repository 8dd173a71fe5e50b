package dev.waybill.client;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.SubscriptionFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hears of one task's changes where the server offers that (tasks extension, Task Status
 * Notifications). It only makes waiting shorter: who follows a task still asks now and then.
 */
final class TaskWatch implements AutoCloseable {
  private static final String CHANGED = "notifications/tasks";
  private static final Duration LONG = Duration.ofDays(365);

  private final BlockingQueue<RemoteTask> news = new LinkedBlockingQueue<>();
  private final String taskId;
  private volatile boolean honoured;
  private volatile @Nullable Thread thread;

  private TaskWatch(String taskId) {
    this.taskId = taskId;
  }

  static TaskWatch open(Connection connection, Request call, String taskId) {
    TaskWatch watch = new TaskWatch(taskId);
    Era era = connection.era(call.patience(), connection.where(call));
    if (!era.greeting().capabilities().extensions().containsKey(Tasks.EXTENSION)) {
      return watch;
    }
    SubscriptionFilter filter =
        new SubscriptionFilter(
            false,
            false,
            false,
            List.of(),
            Map.of("taskIds", Json.mapper().createArrayNode().add(taskId)));
    CallOptions options = CallOptions.DEFAULTS.timeout(LONG).idleTimeout(LONG);
    watch.thread =
        Thread.ofVirtual().name("waybill-task-watch").start(() -> watch.run(era, filter, options));
    return watch;
  }

  private void run(Era era, SubscriptionFilter filter, CallOptions options) {
    try {
      boolean ended =
          era.listen(
              filter,
              options,
              new Hearing() {
                @Override
                public void opened(SubscriptionFilter given) {
                  honoured = given.extensions().containsKey("taskIds");
                  if (!honoured) {
                    Thread.currentThread().interrupt();
                  }
                }

                @Override
                public void changed(String method, ObjectNode params) {
                  if (method.equals(CHANGED)) {
                    RemoteTask task = RemoteTask.read(params, era.where(method, taskId));
                    if (task.taskId().equals(taskId)) {
                      news.add(task);
                    }
                  }
                }
              });
      assert ended || !honoured;
    } catch (McpClientException e) {
      // Without notifications, asking is enough.
    } finally {
      honoured = false;
    }
  }

  boolean isHonoured() {
    return honoured;
  }

  /** What was heard; null when nothing was in that time. */
  @Nullable RemoteTask next(long nanos) throws InterruptedException {
    RemoteTask latest = news.poll(nanos, TimeUnit.NANOSECONDS);
    while (!news.isEmpty()) {
      latest = news.poll();
    }
    return latest;
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
