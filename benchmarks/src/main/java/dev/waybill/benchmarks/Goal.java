package dev.waybill.benchmarks;

import java.util.Locale;

/**
 * A measured ratio beside what it should be.
 *
 * @param least whether the ratio should be at least the goal; at most otherwise
 */
record Goal(String name, double ratio, double goal, boolean least) {
  static Goal atLeast(String name, double ratio, double goal) {
    return new Goal(name, ratio, goal, true);
  }

  static Goal atMost(String name, double ratio, double goal) {
    return new Goal(name, ratio, goal, false);
  }

  boolean isMet() {
    return least ? ratio >= goal : ratio <= goal;
  }

  /** {@code NAME ratio R goal G ok|short}. */
  String line() {
    return String.format(
        Locale.ROOT, "%s ratio %.3f goal %.2f %s", name, ratio, goal, isMet() ? "ok" : "short");
  }
}
