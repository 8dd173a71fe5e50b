package dev.waybill.conformance;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.server.McpServer;
import java.util.concurrent.CountDownLatch;

/** The server the conformance suite is run against: {@code ./build fixture-server --port N}. */
public final class FixtureServer {
  private FixtureServer() {}

  /** The fixture, ready for any transport. */
  static McpServer create() {
    McpServer.Builder builder =
        McpServer.builder("waybill-conformance-fixture", "1.0.0")
            .title("Waybill conformance fixture")
            .instructions("Everything the conformance suite asks for");
    FixtureTools.all().forEach(builder::add);
    FixtureReads.all().forEach(builder::add);
    return builder.build();
  }

  /** Serves the fixture until the process is ended. */
  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !args[0].equals("--port")) {
      System.err.println("Usage: fixture-server --port N");
      System.exit(2);
    }
    HttpEndpoint endpoint = HttpEndpoint.builder(create()).port(Integer.parseInt(args[1])).start();
    System.out.println("Conformance fixture on " + endpoint.uri());
    new CountDownLatch(1).await();
  }
}
