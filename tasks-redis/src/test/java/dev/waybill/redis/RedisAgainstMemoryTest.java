package dev.waybill.redis;

import dev.waybill.tasks.AgainstMemoryContract;
import dev.waybill.tasks.TaskStore;
import java.util.UUID;

class RedisAgainstMemoryTest extends AgainstMemoryContract {
  @Override
  protected TaskStore open() {
    return RedisTaskStore.open(
        RedisOptions.at(RedisServer.sharedUrl()).prefix("test:" + UUID.randomUUID() + ":"));
  }
}
