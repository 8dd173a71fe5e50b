package dev.waybill.conformance;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.server.McpServer;
import dev.waybill.tasks.InMemoryTaskStore;
import dev.waybill.tasks.TaskEngine;
import dev.waybill.tasks.TaskStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** The server the conformance suite is run against: {@code ./build fixture-server --port N}. */
public final class FixtureServer {
  private FixtureServer() {}

  /** The fixture with its tasks in a store, ready for any transport. */
  static McpServer create(TaskStore store) {
    TaskEngine tasks = TaskEngine.builder(store).poll(Duration.ofMillis(200)).build();
    McpServer.Builder builder =
        McpServer.builder("waybill-conformance-fixture", "1.0.0")
            .title("Waybill conformance fixture")
            .instructions("Everything the conformance suite asks for")
            .extension(tasks);
    FixtureTools.all().forEach(builder::add);
    FixtureReads.all().forEach(builder::add);
    FixtureTasks.all().forEach(builder::add);
    return builder.build();
  }

  /**
   * Opens a store by its URL.
   *
   * @param url {@code memory:} or {@code sqlite:FILE}
   */
  static TaskStore store(String url) {
    if (url.equals("memory:")) {
      return new InMemoryTaskStore(InstantSource.system());
    }
    if (url.startsWith("sqlite:")) {
      return SqliteTaskStore.open(Path.of(url.substring("sqlite:".length())));
    }
    throw new IllegalArgumentException("--store must be memory: or sqlite:FILE, was " + url);
  }

  /** Serves the fixture until the process is ended. */
  public static void main(String[] args) throws Exception {
    boolean usable =
        (args.length == 2 || (args.length == 4 && args[2].equals("--store")))
            && args[0].equals("--port");
    if (!usable) {
      System.err.println("Usage: fixture-server --port N [--store memory:|sqlite:FILE]");
      System.exit(2);
    }
    try (TaskStore store = store(args.length == 4 ? args[3] : "memory:")) {
      HttpEndpoint endpoint =
          HttpEndpoint.builder(create(store)).port(Integer.parseInt(args[1])).start();
      System.out.println("Conformance fixture on " + endpoint.uri());
      new CountDownLatch(1).await();
    }
  }
}
