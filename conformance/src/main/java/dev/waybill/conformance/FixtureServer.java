package dev.waybill.conformance;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.Eras;
import dev.waybill.server.McpServer;
import dev.waybill.tasks.TaskEngine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The server the conformance suite is run against: {@code ./build fixture-server --port N}. */
public final class FixtureServer {
  private FixtureServer() {}

  /** The fixture with its tasks in a store, ready for any transport. */
  static McpServer create(FixtureStore store) {
    TaskEngine tasks =
        TaskEngine.builder(store.store())
            .backplane(store.backplane())
            .poll(Duration.ofMillis(200))
            .build();
    McpServer.Builder builder =
        McpServer.builder("waybill-conformance-fixture", "1.0.0")
            .title("Waybill conformance fixture")
            .instructions("Everything the conformance suite asks for")
            .eras(Eras.all().withPolling())
            .extension(tasks);
    FixtureTools.all().forEach(builder::add);
    FixtureQuestions.all().forEach(builder::add);
    FixtureReads.all().forEach(builder::add);
    FixtureTasks.all().forEach(builder::add);
    return builder.build();
  }

  /** Serves the fixture until the process is ended. */
  public static void main(String[] args) throws Exception {
    boolean usable =
        (args.length == 2 || (args.length == 4 && args[2].equals("--store")))
            && args[0].equals("--port");
    if (!usable) {
      System.err.println("Usage: fixture-server --port N [--store " + FixtureStore.FORMS + "]");
      System.exit(2);
    }
    try (FixtureStore store = FixtureStore.open(args.length == 4 ? args[3] : "memory:")) {
      HttpEndpoint endpoint =
          HttpEndpoint.builder(create(store)).port(Integer.parseInt(args[1])).start();
      System.out.println("Conformance fixture on " + endpoint.uri());
      new CountDownLatch(1).await();
    }
  }
}
