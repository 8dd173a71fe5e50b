package dev.waybill.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** What a store needs to run. */
enum TaskServer {
  SQLITE;

  /** A store that is there, and how to reach it. */
  interface Started extends AutoCloseable {
    String url();

    @Override
    void close() throws IOException;
  }

  String label() {
    return switch (this) {
      case SQLITE -> "sqlite";
    };
  }

  /**
   * @param folder for its files
   */
  Started start(Path folder) throws IOException {
    return switch (this) {
      case SQLITE -> file(folder.resolve("tasks.db"));
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
