package dev.waybill.jdbc;

import dev.waybill.tasks.AgainstMemoryContract;
import dev.waybill.tasks.TaskStore;

class PostgresAgainstMemoryTest extends AgainstMemoryContract {
  @Override
  protected TaskStore open() {
    return PostgresTaskStore.open(PostgresServer.shared());
  }
}
