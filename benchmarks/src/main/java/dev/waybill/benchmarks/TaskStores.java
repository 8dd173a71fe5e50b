package dev.waybill.benchmarks;

import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.tasks.Backplane;
import dev.waybill.tasks.LocalBackplane;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;

/** The stores that are measured, by their URLs. */
final class TaskStores {
  static final String SQLITE = "sqlite:";

  private TaskStores() {}

  record Opened(TaskStore store, Backplane backplane) {}

  static Opened open(String url) {
    if (url.startsWith(SQLITE)) {
      return new Opened(
          SqliteTaskStore.open(Path.of(url.substring(SQLITE.length()))), new LocalBackplane());
    }
    throw new IllegalArgumentException("No store is known for " + url);
  }
}
