package dev.waybill.jdbc;

import dev.waybill.server.Backplane;
import dev.waybill.tasks.DurableTasksContract;
import dev.waybill.tasks.TaskStore;

class PostgresDurableTasksTest extends DurableTasksContract {
  private final PostgresDatabase database = PostgresServer.shared().connections(4);

  @Override
  protected TaskStore connect() {
    return PostgresTaskStore.open(database);
  }

  @Override
  protected TaskStore fresh() {
    return PostgresTaskStore.open(PostgresServer.shared().connections(4));
  }

  @Override
  protected Backplane backplane() {
    return PostgresBackplane.open(database);
  }
}
