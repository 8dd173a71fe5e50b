package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * Requests a second of a core, against the bare server that answers with the same bytes; rounds
 * take turns.
 *
 * <p>The ratio is of requests to a second that the server had the core. On a quiet machine that is
 * every second of a round; on a busy one it is what can still be compared.
 */
record Throughput(String name, Scenario scenario, Bare bare, double goal) implements Benchmark {
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 7;
  private static final int SECONDS = 4;

  /** In percent; the rest is noise of the measurement. */
  private static final double WHOLE_CORE = 95;

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.open()) {
      Wrk wrk = new Wrk(scenario, scratch.folder());
      Program yardstick = Program.bare(bare, scratch.answerTo(scenario));
      try (Running waybillServer = Running.start(Program.waybill());
          Running bareServer = Running.start(yardstick)) {
        Contender waybill = new Contender(waybillServer);
        Contender bare = new Contender(bareServer);
        for (int i = 0; i < WARM_UPS; i++) {
          wrk.run(bareServer.port(), SECONDS);
          wrk.run(waybillServer.port(), SECONDS);
        }
        for (int i = 0; i < ROUNDS; i++) {
          bare.round(wrk);
          waybill.round(wrk);
        }
        Table table =
            new Table(name, "req/s", "least", "most", "req/cpu-s", "core %", "p50 us", "p99 us");
        bare.row(table, "bare Netty");
        waybill.row(table, "Waybill");
        table.print(out);
        if (Math.min(waybill.core.median(), bare.core.median()) < WHOLE_CORE) {
          out.println("The machine was busy: the servers did not have a core to themselves.\n");
        }
        return List.of(
            Goal.atLeast(name, waybill.perCpuSecond.median() / bare.perCpuSecond.median(), goal));
      }
    }
  }

  /** A server and what was measured of it so far. */
  private static final class Contender {
    final Sample perCpuSecond = new Sample();
    final Sample core = new Sample();
    private final Running server;
    private final Sample perSecond = new Sample();
    private final Sample half = new Sample();
    private final Sample slowest = new Sample();

    Contender(Running server) {
      this.server = server;
    }

    void round(Wrk wrk) throws IOException, InterruptedException {
      long before = server.cpu().toNanos();
      Wrk.Round round = wrk.run(server.port(), SECONDS);
      double cpu = (server.cpu().toNanos() - before) / 1e9;
      perSecond.add(round.perSecond());
      perCpuSecond.add(round.requests() / cpu);
      core.add(100 * cpu / round.seconds());
      half.add(round.micros50());
      slowest.add(round.micros99());
    }

    void row(Table table, String name) {
      table.row(
          name,
          perSecond.median(),
          perSecond.least(),
          perSecond.most(),
          perCpuSecond.median(),
          core.median(),
          half.median(),
          slowest.median());
    }
  }
}
