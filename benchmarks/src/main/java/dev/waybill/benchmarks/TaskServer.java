package dev.waybill.benchmarks;

import dev.waybill.jdbc.PostgresServer;
import dev.waybill.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;

/** What a store needs to run. */
enum TaskServer {
  SQLITE,
  POSTGRES,
  REDIS;

  /** A store that is there, and how to reach it. */
  interface Started extends AutoCloseable {
    String url();

    @Override
    void close() throws IOException;
  }

  String label() {
    return switch (this) {
      case SQLITE -> "sqlite";
      case POSTGRES -> "postgres";
      case REDIS -> "redis";
    };
  }

  /**
   * @param folder for its files
   */
  Started start(Path folder) throws IOException {
    return switch (this) {
      case SQLITE -> file(folder.resolve("tasks.db"));
      case POSTGRES -> {
        PostgresServer server = PostgresServer.start();
        Core.LOAD.keep(server.pid());
        yield running(server.url(), server);
      }
      case REDIS -> {
        RedisServer server = RedisServer.start();
        Core.LOAD.keep(server.pid());
        yield running(server.url(), server);
      }
    };
  }

  private static Started running(String url, AutoCloseable server) {
    return new Started() {
      @Override
      public String url() {
        return url;
      }

      @Override
      public void close() throws IOException {
        try {
          server.close();
        } catch (Exception e) {
          throw new IOException("A server could not be stopped", e);
        }
      }
    };
  }

  private static Started file(Path path) {
    return new Started() {
      @Override
      public String url() {
        return TaskStores.SQLITE + path;
      }

      @Override
      public void close() {}
    };
  }
}
