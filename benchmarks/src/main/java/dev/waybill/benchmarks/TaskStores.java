package dev.waybill.benchmarks;

import dev.waybill.jdbc.PostgresBackplane;
import dev.waybill.jdbc.PostgresDatabase;
import dev.waybill.jdbc.PostgresTaskStore;
import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.redis.RedisBackplane;
import dev.waybill.redis.RedisOptions;
import dev.waybill.redis.RedisTaskStore;
import dev.waybill.server.Backplane;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;

/** The stores that are measured, by their URLs. */
final class TaskStores {
  static final String SQLITE = "sqlite:";

  private TaskStores() {}

  record Opened(TaskStore store, Backplane backplane) {}

  static Opened open(String url) {
    if (url.startsWith(SQLITE)) {
      return new Opened(
          SqliteTaskStore.open(Path.of(url.substring(SQLITE.length()))), Backplane.local());
    }
    if (url.startsWith("postgresql:")) {
      PostgresDatabase database = PostgresDatabase.at(url);
      return new Opened(PostgresTaskStore.open(database), PostgresBackplane.open(database));
    }
    if (url.startsWith("redis:")) {
      RedisOptions options = RedisOptions.at(url);
      return new Opened(RedisTaskStore.open(options), RedisBackplane.open(options));
    }
    throw new IllegalArgumentException("No store is known for " + url);
  }
}
