package dev.waybill.jdbc;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteTaskStoreTest extends TaskStoreContract {
  @TempDir Path folder;

  @Override
  protected TaskStore open() {
    return SqliteTaskStore.open(folder.resolve("tasks.db"));
  }
}
