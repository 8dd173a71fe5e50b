package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * Requests a second of a core, against the bare server that answers with the same bytes; rounds
 * take turns.
 *
 * <p>The ratio is of requests to a second that the server had the core. On a quiet machine that is
 * every second of a round; rounds in which it was not are run again as long as there is hope, and
 * reported when there is none.
 */
record Throughput(String name, Asked asked, Bare bare, Program waybill, double goal)
    implements Benchmark {
  private static final int WARM_UPS = 4;
  private static final int ROUNDS = 9;
  private static final int MOST_ROUNDS = 27;
  private static final int SECONDS = 3;

  /** In percent; the rest is noise of the measurement. */
  private static final double WHOLE_CORE = 93;

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.open()) {
      Wrk wrk = new Wrk(asked, scratch.folder());
      Program yardstick = Program.bare(bare, scratch.answerTo(asked, waybill));
      try (Running waybillServer = Running.start(waybill);
          Running bareServer = Running.start(yardstick)) {
        for (int i = 0; i < WARM_UPS; i++) {
          wrk.run(bareServer.port(), SECONDS);
          wrk.run(waybillServer.port(), SECONDS);
        }
        return List.of(compare(wrk, waybillServer, bareServer, out));
      }
    }
  }

  private Goal compare(Wrk wrk, Running waybillServer, Running bareServer, PrintStream out)
      throws IOException, InterruptedException {
    Rounds bareCalm = new Rounds();
    Rounds bareAll = new Rounds();
    Rounds waybillCalm = new Rounds();
    Rounds waybillAll = new Rounds();
    for (int i = 0; i < MOST_ROUNDS && bareCalm.count() < ROUNDS; i++) {
      Load onBare = Load.put(wrk, bareServer, SECONDS);
      Load onWaybill = Load.put(wrk, waybillServer, SECONDS);
      bareAll.add(onBare);
      waybillAll.add(onWaybill);
      if (Math.min(onBare.core(), onWaybill.core()) >= WHOLE_CORE) {
        bareCalm.add(onBare);
        waybillCalm.add(onWaybill);
      }
    }
    boolean calm = bareCalm.count() >= ROUNDS;
    Rounds bareRounds = calm ? bareCalm : bareAll;
    Rounds waybillRounds = calm ? waybillCalm : waybillAll;
    Table table = Rounds.table(name);
    bareRounds.row(table, "bare Netty");
    waybillRounds.row(table, "Waybill");
    table.print(out);
    if (!calm) {
      out.println("The machine was busy: the servers did not have a core to themselves.\n");
    }
    return Goal.atLeast(name, waybillRounds.perCpuSecond() / bareRounds.perCpuSecond(), goal);
  }
}
