package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The time from the launch of a server's process to its first successful answer to a tool call. */
record FirstAnswer() implements Benchmark {
  private static final int LAUNCHES = 11;
  private static final double GOAL = 1.3;
  private static final double GOAL_WITH_CACHE = 0.6;

  /** On a quiet machine a launch takes little longer on the clock than on the core. */
  private static final double MOST_WAITING = 1.25;

  /** A program and how long it took each time, in milliseconds: on the clock and on the core. */
  private record Contender(String name, Program program, Sample millis, Sample cpuMillis) {
    Contender(String name, Program program) {
      this(name, program, new Sample(), new Sample());
    }

    void launch() throws IOException {
      long start = System.nanoTime();
      try (Running server = Running.start(program)) {
        Probe.ask(server.port(), Scenario.TOOLS_CALL);
        millis.add((System.nanoTime() - start) / 1e6);
        cpuMillis.add(server.cpu().toNanos() / 1e6);
      }
    }
  }

  @Override
  public String name() {
    return "first-answer";
  }

  @Override
  public List<Goal> run(PrintStream out) throws IOException {
    try (Scratch scratch = Scratch.open()) {
      Path answer = scratch.answerTo(Scenario.TOOLS_CALL);
      Contender bare = new Contender("bare Netty", Program.bare(Bare.PARSES, answer));
      Contender waybill = new Contender("Waybill", Program.waybillOfOneTool());
      List<Contender> contenders = new ArrayList<>(List.of(bare, waybill));
      if (AotCache.isAvailable()) {
        contenders.add(new Contender("Waybill, AOT cache", AotCache.trained(scratch.folder())));
      } else {
        out.println("first-answer-aot is not measured: it needs JDK 25 or newer\n");
      }
      launchInTurns(contenders);
      Table table = new Table(name(), "ms", "least", "most", "cpu ms");
      List<Goal> goals = new ArrayList<>();
      for (Contender contender : contenders) {
        Sample millis = contender.millis();
        table.row(
            contender.name(),
            millis.median(),
            millis.least(),
            millis.most(),
            contender.cpuMillis().median());
        double ratio = millis.median() / bare.millis().median();
        if (contender.equals(waybill)) {
          goals.add(Goal.atMost(name(), ratio, GOAL));
        } else if (!contender.equals(bare)) {
          goals.add(Goal.atMost(name() + "-aot", ratio, GOAL_WITH_CACHE));
        }
      }
      table.print(out);
      if (bare.millis().median() > MOST_WAITING * bare.cpuMillis().median()) {
        out.println("The machine was busy: the servers waited for their core.\n");
      }
      return goals;
    }
  }

  /** The first launch of each only fills the caches of the operating system. */
  private static void launchInTurns(List<Contender> contenders) throws IOException {
    for (Contender contender : contenders) {
      Running.start(contender.program()).close();
    }
    for (int i = 0; i < LAUNCHES; i++) {
      for (Contender contender : contenders) {
        contender.launch();
      }
    }
  }
}
