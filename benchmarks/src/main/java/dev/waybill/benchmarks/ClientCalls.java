package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * What a call through {@code McpClient} costs more than a POST of the same bytes with the JDK's
 * client: many callers for the throughput, one for the time a call takes.
 */
record ClientCalls() implements Benchmark {
  private static final int CALLERS = 64;
  private static final int SECONDS = 3;
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 7;
  private static final double GOAL_THROUGHPUT = 0.8;
  private static final double GOAL_ADDED_MICROS = 20;
  private static final double GOAL_CACHED_MICROS = 2;

  private static final class Kind {
    final String command;
    final Sample rate = new Sample();
    final Sample micros = new Sample();

    Kind(String command) {
      this.command = command;
    }

    void round(Running client, int callers, boolean counts) throws IOException {
      String[] figures = client.tell(command + " " + callers + " " + SECONDS).split(" ", -1);
      if (counts) {
        (callers == 1 ? micros : rate).add(Double.parseDouble(figures[callers == 1 ? 1 : 0]));
      }
    }

    void row(Table table, String name) {
      table.row(name, rate.median(), rate.least(), rate.most(), micros.median());
    }
  }

  @Override
  public String name() {
    return "client";
  }

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    Kind bare = new Kind("bare");
    Kind client = new Kind("client");
    Kind cached = new Kind("cached");
    try (Running server = Running.start(Program.waybillOfOneTool());
        Running caller =
            Running.start(
                new Program(
                    ClientCaller.class,
                    Core.LOAD,
                    List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                    List.of(Integer.toString(server.port()))))) {
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        for (Kind kind : List.of(bare, client)) {
          kind.round(caller, CALLERS, round >= 0);
          kind.round(caller, 1, round >= 0);
        }
      }
      for (int callers : new int[] {CALLERS, 1, CALLERS, 1}) {
        cached.round(caller, callers, true);
      }
    }
    Table table = new Table(name(), "calls/s", "least", "most", "p50 us");
    bare.row(table, "java.net.http");
    client.row(table, "McpClient");
    cached.row(table, "a cached list");
    table.print(out);
    return List.of(
        Goal.atLeast(name(), client.rate.median() / bare.rate.median(), GOAL_THROUGHPUT),
        Goal.atMost(
            name() + "-added",
            (client.micros.median() - bare.micros.median()) / GOAL_ADDED_MICROS,
            1),
        Goal.atMost(name() + "-cached", cached.micros.median() / GOAL_CACHED_MICROS, 1));
  }
}
