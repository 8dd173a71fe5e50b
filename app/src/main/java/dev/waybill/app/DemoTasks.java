package dev.waybill.app;

import dev.waybill.server.Backplane;
import dev.waybill.server.KeyRing;
import dev.waybill.tasks.TaskEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The demo's durable tasks: a store, and the engine that runs what is in it. */
final class DemoTasks implements AutoCloseable {
  /** Short, so that who kills the demo to see it go on need not wait for long. */
  private static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final OpenedStore opened;
  private final TaskEngine engine;

  private DemoTasks(OpenedStore opened, TaskEngine engine) {
    this.opened = opened;
    this.engine = engine;
  }

  /**
   * Opens a store.
   *
   * @param keys seal what is in it; without them it is plain, so that it can be read after a
   *     restart
   * @throws dev.waybill.tasks.TaskStoreException when it cannot be opened
   */
  static DemoTasks in(StoreUrl url, Optional<KeyRing> keys) {
    OpenedStore opened = OpenedStore.open(url);
    TaskEngine.Builder engine =
        TaskEngine.builder(opened.store())
            .lease(LEASE)
            .drain(DRAIN)
            // Summaries keep a core busy, and requests want one too.
            .concurrency(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    opened.backplane().ifPresent(engine::backplane);
    keys.ifPresent(engine::keys);
    return new DemoTasks(opened, engine.build());
  }

  TaskEngine engine() {
    return engine;
  }

  /** What connects the workers on the store, where it connects any. */
  Optional<Backplane> backplane() {
    return opened.backplane();
  }

  /** The files that the store consists of. */
  List<Path> files() {
    return switch (opened.url()) {
      case StoreUrl.Sqlite(Path path) ->
          List.of(path, Path.of(path + "-wal"), Path.of(path + "-shm"), Path.of(path + "-journal"));
      case StoreUrl.Postgresql server -> List.of();
      case StoreUrl.Redis server -> List.of();
    };
  }

  /** Hands tasks that run back, for the next start. */
  @Override
  public void close() {
    try (opened) {
      engine.close();
    }
  }
}
