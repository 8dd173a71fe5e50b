package dev.waybill.jdbc;

import dev.waybill.tasks.CrashStores;
import dev.waybill.tasks.JumpingClocksContract;
import org.junit.jupiter.api.AfterEach;

class PostgresJumpingClocksTest extends JumpingClocksContract {
  private final PostgresServer server = PostgresServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected Class<? extends CrashStores> stores() {
    return PostgresKilledWorkersTest.Databases.class;
  }

  @Override
  protected String location() {
    return server.url();
  }
}
