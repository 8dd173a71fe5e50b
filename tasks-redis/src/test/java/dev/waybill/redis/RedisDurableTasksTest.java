package dev.waybill.redis;

import dev.waybill.server.Backplane;
import dev.waybill.tasks.DurableTasksContract;
import dev.waybill.tasks.TaskStore;
import java.util.UUID;

class RedisDurableTasksTest extends DurableTasksContract {
  private final RedisOptions options = options();

  private static RedisOptions options() {
    return RedisOptions.at(RedisServer.sharedUrl()).prefix("test:" + UUID.randomUUID() + ":");
  }

  @Override
  protected TaskStore connect() {
    return RedisTaskStore.open(options);
  }

  @Override
  protected TaskStore fresh() {
    return RedisTaskStore.open(options());
  }

  @Override
  protected Backplane backplane() {
    return RedisBackplane.open(options);
  }
}
