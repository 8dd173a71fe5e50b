package dev.waybill.benchmarks;

import java.io.IOException;

/**
 * A round of load and what it cost the server.
 *
 * @param cpuSeconds how long its threads had the core
 */
record Load(Wrk.Round round, double cpuSeconds) {

  static Load put(Wrk wrk, Running server, int seconds) throws IOException, InterruptedException {
    long before = server.cpu().toNanos();
    Wrk.Round round = wrk.run(server.port(), seconds);
    return new Load(round, (server.cpu().toNanos() - before) / 1e9);
  }

  double perCpuSecond() {
    return round.requests() / cpuSeconds;
  }

  /** The share of the core that it had, in percent. */
  double core() {
    return 100 * cpuSeconds / round.seconds();
  }
}
