package dev.waybill.tasks;

import java.time.InstantSource;

class InMemoryTaskStoreTest extends TaskStoreContract {
  @Override
  protected TaskStore open() {
    return new InMemoryTaskStore(InstantSource.system());
  }
}
