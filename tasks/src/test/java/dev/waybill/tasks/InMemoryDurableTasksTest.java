package dev.waybill.tasks;

import java.time.InstantSource;

class InMemoryDurableTasksTest extends DurableTasksContract {
  private final TaskStore store = new InMemoryTaskStore(InstantSource.system());
  private final LocalBackplane backplane = new LocalBackplane();

  @Override
  protected TaskStore connect() {
    return store;
  }

  @Override
  protected TaskStore fresh() {
    return new InMemoryTaskStore(InstantSource.system());
  }

  @Override
  protected Backplane backplane() {
    return backplane;
  }
}
