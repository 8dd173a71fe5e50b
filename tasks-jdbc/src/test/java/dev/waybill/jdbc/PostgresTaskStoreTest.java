package dev.waybill.jdbc;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreContract;

class PostgresTaskStoreTest extends TaskStoreContract {
  @Override
  protected TaskStore open() {
    return PostgresTaskStore.open(PostgresServer.shared());
  }
}
