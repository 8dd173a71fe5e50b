package dev.waybill.jdbc;

import dev.waybill.server.Backplane;
import dev.waybill.tasks.CrashStores;
import dev.waybill.tasks.KilledWorkersContract;
import dev.waybill.tasks.TaskStore;
import org.junit.jupiter.api.AfterEach;

class PostgresKilledWorkersTest extends KilledWorkersContract {
  private final PostgresServer server = PostgresServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected Class<? extends CrashStores> stores() {
    return Databases.class;
  }

  @Override
  protected String location() {
    return server.url();
  }

  @Override
  protected void killStore() {
    server.kill();
    server.restart();
  }

  /** Opens the database that the test names. */
  public static final class Databases implements CrashStores {
    @Override
    public TaskStore store(String location) {
      return PostgresTaskStore.open(PostgresDatabase.at(location));
    }

    @Override
    public Backplane backplane(String location) {
      return PostgresBackplane.open(PostgresDatabase.at(location));
    }
  }
}
