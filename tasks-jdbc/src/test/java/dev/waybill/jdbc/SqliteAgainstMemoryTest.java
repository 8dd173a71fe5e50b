package dev.waybill.jdbc;

import dev.waybill.tasks.AgainstMemoryContract;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAgainstMemoryTest extends AgainstMemoryContract {
  @TempDir Path folder;

  @Override
  protected TaskStore open() {
    return SqliteTaskStore.open(folder.resolve("tasks.db"));
  }
}
