package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Measures something and says how it stands to its goals. */
interface Benchmark {
  /** What it is called on the command line. */
  String name();

  /**
   * @param out takes the table of what was measured
   * @throws IllegalStateException when a server did not answer as it must, so that no figure counts
   */
  List<Goal> run(PrintStream out) throws IOException, InterruptedException;
}
