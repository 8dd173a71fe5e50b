package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call in a session of 2025-11-25 costs more than the same call of the current revision, on
 * one server that serves both.
 */
record LegacyCalls() implements Benchmark {
  private static final int SESSIONS = 64;

  /** A call may cost 15 % more. */
  private static final double GOAL = 1 / 1.15;

  @Override
  public String name() {
    return "legacy";
  }

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.open();
        Running server = Running.start(Program.waybill())) {
      List<Asked> calls = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        calls.add(new SessionCall(SessionCall.open(server.port())));
      }
      Probe.ask(server.port(), calls.getFirst());
      Turns turns =
          new Turns(
              name(),
              new Turns.Side("2025-11-25", Wrk.numbered(calls, scratch.folder()), server),
              new Turns.Side(
                  "2026-07-28",
                  Wrk.numbered(List.of(Scenario.TOOLS_CALL), scratch.folder()),
                  server));
      return List.of(Goal.atLeast(name(), turns.ratio(out), GOAL));
    }
  }
}
