package dev.waybill.redis;

import dev.waybill.tasks.CrashStores;
import dev.waybill.tasks.JumpingClocksContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class RedisJumpingClocksTest extends JumpingClocksContract {
  private RedisServer server;

  @BeforeEach
  void startServer() {
    server = RedisServer.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Override
  protected Class<? extends CrashStores> stores() {
    return RedisKilledWorkersTest.Server.class;
  }

  @Override
  protected String location() {
    return server.url();
  }
}
