package dev.waybill.redis;

import dev.waybill.server.Backplane;
import dev.waybill.tasks.CrashStores;
import dev.waybill.tasks.KilledWorkersContract;
import dev.waybill.tasks.TaskStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Workers are killed, and in the middle of it the server. */
class RedisKilledWorkersTest extends KilledWorkersContract {
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
    return Server.class;
  }

  @Override
  protected String location() {
    return server.url();
  }

  @Override
  protected void killStore() {
    server.restart();
  }

  /** Connects to the server that the test names. */
  public static final class Server implements CrashStores {
    @Override
    public TaskStore store(String location) {
      return RedisTaskStore.open(RedisOptions.at(location).requireDurable());
    }

    @Override
    public Backplane backplane(String location) {
      return RedisBackplane.open(RedisOptions.at(location));
    }
  }
}
