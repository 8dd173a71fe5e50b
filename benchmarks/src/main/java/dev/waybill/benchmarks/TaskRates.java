package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What one worker on one core makes of a store: tasks a second, how soon a woken one runs, {@code
 * tasks/get} a second, and how all that changes with very many finished tasks in it.
 *
 * @param goalPerSecond tasks created, run and read to the end
 * @param filled how many finished tasks the second round has beside it
 */
record TaskRates(TaskServer server, double goalPerSecond, int filled) implements Benchmark {
  private static final double GOAL_WAKE_50 = 3;
  private static final double GOAL_WAKE_99 = 15;
  private static final double GOAL_GETS = 10_000;
  private static final double GOAL_GROWTH = 0.8;
  private static final int WARM_UP = 30_000;
  private static final int TASKS = 10_000;
  private static final int WAKES = 500;
  private static final int GET_SECONDS = 5;
  private static final int PARKED = 20_000;

  private record Figures(double tasks, double wake50, double wake99, double gets) {}

  @Override
  public String name() {
    return "tasks-" + server.label();
  }

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.open();
        TaskServer.Started started = server.start(scratch.folder());
        Running worker =
            Running.start(
                new Program(
                    TaskWorker.class,
                    Core.SERVER,
                    List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                    List.of(started.url())))) {
      worker.tell("run " + WARM_UP);
      Figures few = figures(worker);
      double parked = Double.parseDouble(worker.tell("park " + PARKED));
      out.println(name() + ": storing " + filled + " finished tasks");
      worker.tell("fill " + filled);
      Figures many = figures(worker);
      Table table =
          new Table(name(), "tasks/s", "wake p50 ms", "wake p99 ms", "gets/s", "heap parked B");
      row(table, "few stored", few, parked);
      row(table, String.format("%,d stored", filled), many, parked);
      table.print(out);
      return goals(few, many);
    }
  }

  private static void row(Table table, String name, Figures figures, double parked) {
    table.row(name, figures.tasks(), figures.wake50(), figures.wake99(), figures.gets(), parked);
  }

  private static Figures figures(Running worker) throws IOException {
    double tasks = Double.parseDouble(worker.tell("run " + TASKS));
    String[] wakes = worker.tell("wake " + WAKES).split(" ", -1);
    double gets = Double.parseDouble(worker.tell("get " + GET_SECONDS));
    return new Figures(tasks, Double.parseDouble(wakes[0]), Double.parseDouble(wakes[1]), gets);
  }

  private List<Goal> goals(Figures few, Figures many) {
    List<Goal> goals = new ArrayList<>();
    goals.add(Goal.atLeast(name() + "-rate", few.tasks() / goalPerSecond, 1));
    goals.add(Goal.atMost(name() + "-wake-p50", few.wake50() / GOAL_WAKE_50, 1));
    goals.add(Goal.atMost(name() + "-wake-p99", few.wake99() / GOAL_WAKE_99, 1));
    goals.add(Goal.atLeast(name() + "-gets", few.gets() / GOAL_GETS, 1));
    goals.add(Goal.atLeast(name() + "-rate-full", many.tasks() / few.tasks(), GOAL_GROWTH));
    goals.add(Goal.atMost(name() + "-wake-full", many.wake50() / few.wake50(), 1 / GOAL_GROWTH));
    goals.add(Goal.atLeast(name() + "-gets-full", many.gets() / few.gets(), GOAL_GROWTH));
    return goals;
  }
}
