package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The memory that a server holds after many calls. */
record Memory() implements Benchmark {
  private static final long CALLS = 300_000;
  private static final int SECONDS = 5;
  private static final int MOST_ROUNDS = 20;
  private static final double MEBIBYTE = 1 << 20;
  private static final double GOAL_MEBIBYTES = 160;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.open()) {
      Path answer = scratch.answerTo(Scenario.TOOLS_CALL);
      Wrk wrk = new Wrk(Scenario.TOOLS_CALL, scratch.folder());
      Table table = new Table(name() + ", MiB", "calls", "at start", "after load", "heap in use");
      row(table, "bare Netty", Program.bare(Bare.PARSES, answer), wrk);
      double resident = row(table, "Waybill", Program.waybill(), wrk);
      table.print(out);
      return List.of(Goal.atMost(name(), resident / GOAL_MEBIBYTES, 1));
    }
  }

  private static double row(Table table, String name, Program program, Wrk wrk)
      throws IOException, InterruptedException {
    try (Running server = Running.start(program)) {
      Probe.ask(server.port(), Scenario.TOOLS_CALL);
      double before = server.resident() / MEBIBYTE;
      long calls = 0;
      for (int i = 0; i < MOST_ROUNDS && calls < CALLS; i++) {
        calls += wrk.run(server.port(), SECONDS).requests();
      }
      if (calls < CALLS) {
        throw new IllegalStateException("Only " + calls + " calls were made, not " + CALLS);
      }
      double after = server.resident() / MEBIBYTE;
      double heap = Long.parseLong(server.tell(Heap.COMMAND)) / MEBIBYTE;
      table.row(name, (double) calls, before, after, heap);
      return after;
    }
  }
}
