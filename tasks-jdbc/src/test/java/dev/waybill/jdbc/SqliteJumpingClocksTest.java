package dev.waybill.jdbc;

import dev.waybill.tasks.CrashStores;
import dev.waybill.tasks.JumpingClocksContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteJumpingClocksTest extends JumpingClocksContract {
  @TempDir Path data;

  @Override
  protected Class<? extends CrashStores> stores() {
    return SqliteKilledWorkersTest.Files.class;
  }

  @Override
  protected String location() {
    return data.resolve("tasks.db").toString();
  }
}
