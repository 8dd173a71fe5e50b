package dev.waybill.benchmarks;

import java.lang.management.ManagementFactory;

/** Tells what of the heap is in use once the garbage is collected. */
final class Heap {
  static final String COMMAND = "heap";

  private Heap() {}

  /** The answer to {@link #COMMAND}, in bytes. */
  static String answer(String command) {
    if (!command.equals(COMMAND)) {
      throw new IllegalArgumentException("No such command: " + command);
    }
    System.gc();
    System.gc();
    return Long.toString(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }
}
