package dev.waybill.benchmarks;

/** The rounds of one server: the medians of what was measured. */
final class Rounds {
  private final Sample perSecond = new Sample();
  private final Sample perCpuSecond = new Sample();
  private final Sample core = new Sample();
  private final Sample micros50 = new Sample();
  private final Sample micros99 = new Sample();
  private int count;

  void add(Load load) {
    perSecond.add(load.round().perSecond());
    perCpuSecond.add(load.perCpuSecond());
    core.add(load.core());
    micros50.add(load.round().micros50());
    micros99.add(load.round().micros99());
    count++;
  }

  int count() {
    return count;
  }

  double perCpuSecond() {
    return perCpuSecond.median();
  }

  static Table table(String name) {
    return new Table(
        name, "rounds", "req/s", "least", "most", "req/cpu-s", "core %", "p50 us", "p99 us");
  }

  void row(Table table, String name) {
    table.row(
        name,
        count,
        perSecond.median(),
        perSecond.least(),
        perSecond.most(),
        perCpuSecond.median(),
        core.median(),
        micros50.median(),
        micros99.median());
  }
}
