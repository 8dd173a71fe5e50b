package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * Requests a second of a core, against the bare server that answers with the same bytes; rounds
 * take turns.
 */
record Throughput(String name, Asked asked, Bare bare, Program waybill, double goal)
    implements Benchmark {
  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.open()) {
      Wrk wrk = new Wrk(asked, scratch.folder());
      Program yardstick = Program.bare(bare, scratch.answerTo(asked, waybill));
      try (Running waybillServer = Running.start(waybill);
          Running bareServer = Running.start(yardstick)) {
        Turns turns =
            new Turns(
                name,
                new Turns.Side("Waybill", wrk, waybillServer),
                new Turns.Side("bare Netty", wrk, bareServer));
        return List.of(Goal.atLeast(name, turns.ratio(out), goal));
      }
    }
  }
}
