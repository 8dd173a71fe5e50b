package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;

/**
 * Two kinds of load whose rounds take turns.
 *
 * <p>What is compared is requests to a second that the server had the core. On a quiet machine that
 * is every second of a round; rounds in which it was not are run again as long as there is hope,
 * and reported when there is none.
 */
record Turns(String name, Turns.Side measured, Turns.Side yardstick) {
  private static final int WARM_UPS = 4;
  private static final int ROUNDS = 9;
  private static final int MOST_ROUNDS = 27;
  private static final int SECONDS = 3;

  /** In percent; the rest is noise of the measurement. */
  private static final double WHOLE_CORE = 93;

  /** A load and the server it is put on. */
  record Side(String label, Wrk wrk, Running server) {
    private void warmUp() throws IOException, InterruptedException {
      wrk.run(server.port(), SECONDS);
    }

    private Load load() throws IOException, InterruptedException {
      return Load.put(wrk, server, SECONDS);
    }
  }

  /** What the measured one does in a second of the core, to what the yardstick does. */
  double ratio(PrintStream out) throws IOException, InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      yardstick.warmUp();
      measured.warmUp();
    }
    Rounds yardstickCalm = new Rounds();
    Rounds yardstickAll = new Rounds();
    Rounds measuredCalm = new Rounds();
    Rounds measuredAll = new Rounds();
    for (int i = 0; i < MOST_ROUNDS && yardstickCalm.count() < ROUNDS; i++) {
      Load onYardstick = yardstick.load();
      Load onMeasured = measured.load();
      yardstickAll.add(onYardstick);
      measuredAll.add(onMeasured);
      if (Math.min(onYardstick.core(), onMeasured.core()) >= WHOLE_CORE) {
        yardstickCalm.add(onYardstick);
        measuredCalm.add(onMeasured);
      }
    }
    boolean calm = yardstickCalm.count() >= ROUNDS;
    Rounds yardstickRounds = calm ? yardstickCalm : yardstickAll;
    Rounds measuredRounds = calm ? measuredCalm : measuredAll;
    Table table = Rounds.table(name);
    yardstickRounds.row(table, yardstick.label());
    measuredRounds.row(table, measured.label());
    table.print(out);
    if (!calm) {
      out.println("The machine was busy: the servers did not have a core to themselves.\n");
    }
    return measuredRounds.perCpuSecond() / yardstickRounds.perCpuSecond();
  }
}
