package dev.waybill.jdbc;

import dev.waybill.server.Backplane;
import dev.waybill.tasks.DurableTasksContract;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class SqliteDurableTasksTest extends DurableTasksContract {
  @TempDir Path folder;
  private final AtomicInteger files = new AtomicInteger();
  private final Backplane backplane = Backplane.local();

  @Override
  protected TaskStore connect() {
    return SqliteTaskStore.open(folder.resolve("tasks.db"));
  }

  @Override
  protected TaskStore fresh() {
    return SqliteTaskStore.open(folder.resolve("tasks-" + files.incrementAndGet() + ".db"));
  }

  @Override
  protected Backplane backplane() {
    return backplane;
  }
}
