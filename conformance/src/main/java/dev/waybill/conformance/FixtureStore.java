package dev.waybill.conformance;

import dev.waybill.jdbc.PostgresBackplane;
import dev.waybill.jdbc.PostgresDatabase;
import dev.waybill.jdbc.PostgresTaskStore;
import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.redis.RedisBackplane;
import dev.waybill.redis.RedisOptions;
import dev.waybill.redis.RedisTaskStore;
import dev.waybill.server.Backplane;
import dev.waybill.tasks.InMemoryTaskStore;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;
import java.time.InstantSource;

/** Where the fixture keeps its tasks. */
record FixtureStore(TaskStore store, Backplane backplane) implements AutoCloseable {
  static final String FORMS = "memory:|sqlite:FILE|postgresql://…|redis://…";

  /** Opens a store by its URL. */
  static FixtureStore open(String url) {
    String scheme = url.substring(0, url.indexOf(':') + 1);
    return switch (scheme) {
      case "memory:" ->
          new FixtureStore(new InMemoryTaskStore(InstantSource.system()), Backplane.local());
      case "sqlite:" ->
          new FixtureStore(
              SqliteTaskStore.open(Path.of(url.substring(scheme.length()))), Backplane.local());
      case "postgresql:" -> {
        PostgresDatabase database = PostgresDatabase.at(url);
        yield new FixtureStore(PostgresTaskStore.open(database), PostgresBackplane.open(database));
      }
      case "redis:" -> {
        RedisOptions options = RedisOptions.at(url);
        yield new FixtureStore(RedisTaskStore.open(options), RedisBackplane.open(options));
      }
      default -> throw new IllegalArgumentException("--store must be one of " + FORMS);
    };
  }

  @Override
  public void close() {
    backplane.close();
    store.close();
  }
}
