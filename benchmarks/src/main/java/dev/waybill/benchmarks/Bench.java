package dev.waybill.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the benchmark named on the command line, all that have a goal when none is: a table of each,
 * then a line a goal. Exits with 0 whether the goals are met or not, 1 when something could not be
 * measured, 2 for an unknown name and 3 when a tool is missing.
 */
public final class Bench {
  private static final String JMH = "jmh";

  private static final List<Benchmark> ALL =
      List.of(
          new Throughput("tools-call", Scenario.TOOLS_CALL, Bare.PARSES, Program.waybill(), 0.75),
          new Throughput("tools-list", Scenario.TOOLS_LIST, Bare.WRITES, Program.waybill(), 0.85),
          new Throughput(
              "server-card", new CardRequest(), Bare.WRITES, Program.waybillWithCard(), 0.85),
          new LegacyCalls(),
          new FirstAnswer(),
          new Memory(),
          new Streams(10_000, 60),
          new ClientCalls(),
          new TaskRates(TaskServer.SQLITE, 400, 1_000_000),
          new TaskRates(TaskServer.POSTGRES, 1_500, 1_000_000),
          new TaskRates(TaskServer.REDIS, 1_500, 1_000_000));

  private Bench() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(JMH)) {
      Jmh.run(args.length > 1 ? args[1] : ".*");
      return;
    }
    List<Benchmark> chosen = args.length == 0 ? ALL : named(args[0]);
    if (chosen.isEmpty()) {
      List<String> names = ALL.stream().map(Benchmark::name).toList();
      fail(2, "no benchmark \"" + args[0] + "\"; there are " + names + " and " + JMH);
    }
    try {
      Tools.require("taskset", "util-linux");
      Tools.require("wrk", "wrk");
    } catch (Tools.Missing e) {
      fail(3, e.getMessage());
    }
    List<Goal> goals = new ArrayList<>();
    for (Benchmark benchmark : chosen) {
      goals.addAll(benchmark.run(System.out));
    }
    goals.forEach(goal -> System.out.println(goal.line()));
  }

  private static List<Benchmark> named(String name) {
    return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).toList();
  }

  private static void fail(int status, @Nullable String why) {
    System.err.println("bench: " + why);
    System.exit(status);
  }
}
