package dev.waybill.tasks;

import dev.waybill.server.Backplane;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Workers on one store in memory, whose clock the test sets. */
final class Served implements AutoCloseable {
  private final AtomicReference<Instant> ahead = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource clock =
      () -> Instant.now().plus(Duration.between(Instant.EPOCH, ahead.get()));
  final InMemoryTaskStore store = new InMemoryTaskStore(clock);
  final Backplane backplane = Backplane.local();
  private final List<TaskEngine> engines = new ArrayList<>();

  /** Lets time pass for the store, though not for the workers. */
  void pass(Duration time) {
    ahead.updateAndGet(now -> now.plus(time));
  }

  Tasks outside() {
    return Tasks.in(store).backplane(backplane);
  }

  TaskClient worker(Tool... tools) {
    return worker(engine -> engine, tools);
  }

  TaskClient worker(UnaryOperator<TaskEngine.Builder> settings, Tool... tools) {
    return on(store, settings, tools);
  }

  TaskClient on(TaskStore its, UnaryOperator<TaskEngine.Builder> settings, Tool... tools) {
    TaskEngine engine =
        settings
            .apply(
                TaskEngine.builder(its)
                    .backplane(backplane)
                    .poll(Duration.ofMillis(20))
                    .lease(Duration.ofSeconds(20))
                    .drain(Duration.ZERO))
            .build();
    engines.add(engine);
    return TaskClient.at(engine, tools);
  }

  /** The worker made last. */
  TaskEngine engine() {
    return engines.getLast();
  }

  @Override
  public void close() {
    engines.forEach(TaskEngine::close);
  }
}
