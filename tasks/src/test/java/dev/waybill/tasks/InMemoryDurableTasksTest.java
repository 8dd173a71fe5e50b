package dev.waybill.tasks;

import dev.waybill.server.Backplane;
import java.time.InstantSource;

class InMemoryDurableTasksTest extends DurableTasksContract {
  private final TaskStore store = new InMemoryTaskStore(InstantSource.system());
  private final Backplane backplane = Backplane.local();

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
