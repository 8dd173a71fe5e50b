package dev.waybill.jdbc;

import dev.waybill.tasks.CrashStores;
import dev.waybill.tasks.KilledWorkersContract;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The store is a file: it lives and dies with the workers. */
class SqliteKilledWorkersTest extends KilledWorkersContract {
  @TempDir Path data;

  @Override
  protected Class<? extends CrashStores> stores() {
    return Files.class;
  }

  @Override
  protected String location() {
    return data.resolve("tasks.db").toString();
  }

  /** Opens the file that the test names. */
  public static final class Files implements CrashStores {
    @Override
    public TaskStore store(String location) {
      return SqliteTaskStore.open(Path.of(location));
    }
  }
}
