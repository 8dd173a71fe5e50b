package dev.waybill.redis;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreContract;
import java.util.UUID;

class RedisTaskStoreTest extends TaskStoreContract {
  @Override
  protected TaskStore open() {
    return RedisTaskStore.open(
        RedisOptions.at(RedisServer.sharedUrl()).prefix("test:" + UUID.randomUUID() + ":"));
  }
}
