package dev.waybill.app;

import dev.waybill.jdbc.PostgresBackplane;
import dev.waybill.jdbc.PostgresDatabase;
import dev.waybill.jdbc.PostgresTaskStore;
import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.redis.RedisBackplane;
import dev.waybill.redis.RedisOptions;
import dev.waybill.redis.RedisTaskStore;
import dev.waybill.server.Backplane;
import dev.waybill.server.KeyRing;
import dev.waybill.tasks.TaskAdmin;
import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreException;
import dev.waybill.tasks.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** A task store and the backplane beside it, where the store has one, opened from a URL. */
record OpenedStore(StoreUrl url, TaskStore store, Optional<Backplane> backplane)
    implements AutoCloseable {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  /**
   * Opens a store, creating it where needed.
   *
   * @throws TaskStoreException when it cannot be opened
   * @throws IllegalArgumentException when the URL has a mistake, without repeating it
   */
  static OpenedStore open(StoreUrl url) {
    return switch (url) {
      case StoreUrl.Sqlite(Path path) ->
          new OpenedStore(url, SqliteTaskStore.open(path), Optional.empty());
      case StoreUrl.Postgresql(String address) -> {
        PostgresDatabase database = PostgresDatabase.at(address);
        yield with(url, PostgresTaskStore.open(database), () -> PostgresBackplane.open(database));
      }
      case StoreUrl.Redis(String address) -> {
        RedisOptions options = RedisOptions.at(address);
        yield with(url, RedisTaskStore.open(options), () -> RedisBackplane.open(options));
      }
    };
  }

  private static OpenedStore with(StoreUrl url, TaskStore store, Supplier<Backplane> backplane) {
    try {
      return new OpenedStore(url, store, Optional.of(backplane.get()));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens a store that is there already: no file is created, and none that SQLite did not write is
   * touched.
   *
   * @throws TaskStoreException when it cannot be opened
   */
  static OpenedStore openExisting(StoreUrl url) {
    if (url instanceof StoreUrl.Sqlite(Path path)) {
      requireTaskFile(path);
    }
    return open(url);
  }

  private static void requireTaskFile(Path path) {
    if (!Files.exists(path)) {
      throw new TaskStoreException(
          "there is no task file " + path + "; name another with --store", null);
    }
    if (!Files.isRegularFile(path)) {
      throw new TaskStoreException(path + " is no file; name another with --store", null);
    }
    byte[] start;
    try (InputStream file = Files.newInputStream(path)) {
      start = file.readNBytes(MAGIC.length);
    } catch (IOException e) {
      throw new TaskStoreException(path + " may not be read by this user", e);
    }
    if (!Arrays.equals(start, MAGIC)) {
      throw new TaskStoreException(path + " is no SQLite file; name another with --store", null);
    }
  }

  /** What operators see and do here. */
  TaskAdmin admin(Optional<KeyRing> keys) {
    return (keys.isPresent() ? tasks().keys(keys.get()) : tasks()).admin();
  }

  /** The tasks here, as those see them who have no keys. */
  Tasks tasks() {
    Tasks tasks = Tasks.in(store);
    return backplane.isPresent() ? tasks.backplane(backplane.get()) : tasks;
  }

  @Override
  public void close() {
    try (store) {
      backplane.ifPresent(Backplane::close);
    }
  }
}
