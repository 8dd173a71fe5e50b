package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call through {@code McpClient} costs more than a POST of the same bytes with the JDK's
 * client over the same version of HTTP: many callers for the throughput, one for the time a call
 * takes. Both take turns, so that what else the machine does hits them alike, and each round is
 * judged by itself.
 */
record ClientCalls() implements Benchmark {
  private static final int CALLERS = 64;
  private static final int SECONDS = 1;
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 9;
  private static final int CACHED_ROUNDS = 4;
  private static final double GOAL_THROUGHPUT = 0.8;
  private static final double GOAL_ADDED_MICROS = 20;
  private static final double GOAL_CACHED_MICROS = 2;

  /** Calls a second of many callers, and the microseconds a call of one takes. */
  private record Measured(double rate, double micros) {}

  /** One way of calling, and what was measured of it. */
  private static final class Kind {
    private final String command;
    private final String title;
    private final Sample rate = new Sample();
    private final Sample cpu = new Sample();
    private final Sample micros = new Sample();

    Kind(String command, String title) {
      this.command = command;
      this.title = title;
    }

    Measured round(Running caller, boolean counts) throws IOException {
      double[] many = ask(caller, CALLERS);
      Measured measured = new Measured(many[0], ask(caller, 1)[1]);
      if (counts) {
        rate.add(measured.rate);
        cpu.add(many[2]);
        micros.add(measured.micros);
      }
      return measured;
    }

    private double[] ask(Running caller, int callers) throws IOException {
      String answer = caller.tell(command + " " + callers + " " + SECONDS);
      return Arrays.stream(answer.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    }

    void row(Table table) {
      table.row(title, rate.median(), rate.least(), rate.most(), cpu.median(), micros.median());
    }
  }

  /** The client and its yardstick over one version of HTTP. */
  private static final class Pair {
    private final String name;
    private final Kind bare;
    private final Kind client;
    private final Sample ratio = new Sample();
    private final Sample added = new Sample();

    Pair(String name, String http, String title) {
      this.name = name;
      this.bare = new Kind("bare-" + http, "java.net.http, " + title);
      this.client = new Kind("client-" + http, "McpClient, " + title);
    }

    void round(Running caller, int round) throws IOException {
      boolean counts = round >= 0;
      @Nullable Measured yardstick = round % 2 == 0 ? bare.round(caller, counts) : null;
      Measured measured = client.round(caller, counts);
      if (yardstick == null) {
        yardstick = bare.round(caller, counts);
      }
      if (counts) {
        ratio.add(measured.rate / yardstick.rate);
        added.add(measured.micros - yardstick.micros);
      }
    }

    List<Goal> goals() {
      return List.of(
          Goal.atLeast(name, ratio.median(), GOAL_THROUGHPUT),
          Goal.atMost(name + "-added", added.median() / GOAL_ADDED_MICROS, 1));
    }
  }

  @Override
  public String name() {
    return "client";
  }

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    List<Pair> pairs =
        List.of(
            new Pair(name(), "http1", "HTTP/1.1"), new Pair(name() + "-http2", "http2", "HTTP/2"));
    Kind cached = new Kind("cached", "a cached list");
    try (Running server = Running.start(Program.waybillOfOneTool());
        Running caller = Running.start(caller(server.port()))) {
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        for (Pair pair : pairs) {
          pair.round(caller, round);
        }
      }
      for (int round = -1; round < CACHED_ROUNDS; round++) {
        cached.round(caller, round >= 0);
      }
    }
    Table table = new Table(name(), "calls/s", "least", "most", "cpu us", "p50 us");
    List<Goal> goals = new ArrayList<>();
    for (Pair pair : pairs) {
      pair.bare.row(table);
      pair.client.row(table);
      goals.addAll(pair.goals());
    }
    cached.row(table);
    table.print(out);
    goals.add(Goal.atMost(name() + "-cached", cached.micros.median() / GOAL_CACHED_MICROS, 1));
    return goals;
  }

  private static Program caller(int port) {
    return new Program(
        ClientCaller.class,
        Core.LOAD,
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
        List.of(Integer.toString(port)));
  }
}
