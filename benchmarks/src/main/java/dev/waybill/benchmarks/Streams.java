package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Many open subscriptions on one worker, each told of a change once a second. The client reads as
 * fast as it can, so nothing may be missing: changes are merged only for a reader that is slow.
 */
record Streams(int streams, int seconds) implements Benchmark {
  private static final double KIBIBYTE = 1024;
  private static final double GOAL_KIBIBYTES = 10;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * What was measured.
   *
   * @param heapPerStream bytes of an idle stream on the heap, garbage aside
   * @param residentPerStream bytes of an idle stream in all
   * @param slowestChange milliseconds until the engine had told every stream of a change
   */
  record Outcome(
      StreamsClient.Counts counts,
      double heapPerStream,
      double residentPerStream,
      double slowestChange) {}

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public List<Goal> run(PrintStream out) throws IOException, InterruptedException {
    Outcome outcome = measure();
    Table table =
        new Table(
            name(),
            "received",
            "of",
            "least",
            "most",
            "closed",
            "ms a change",
            "KiB heap each",
            "KiB resident each");
    long expected = (long) streams * seconds;
    table.row(
        String.format(java.util.Locale.ROOT, "%,d", streams),
        (double) outcome.counts().total(),
        (double) expected,
        outcome.counts().least(),
        outcome.counts().most(),
        outcome.counts().closed(),
        outcome.slowestChange(),
        outcome.heapPerStream() / KIBIBYTE,
        outcome.residentPerStream() / KIBIBYTE);
    table.print(out);
    return List.of(
        Goal.atLeast("streams-received", (double) outcome.counts().total() / expected, 1),
        Goal.atMost("streams-heap", outcome.heapPerStream() / KIBIBYTE / GOAL_KIBIBYTES, 1));
  }

  Outcome measure() throws IOException, InterruptedException {
    try (Running server = Running.start(Program.waybill().with("-Xmx512m"))) {
      Probe.ask(server.port(), Scenario.TOOLS_CALL);
      long heapBefore = Long.parseLong(server.tell(Heap.COMMAND));
      long residentBefore = server.resident();
      Program opening =
          new Program(
              StreamsClient.class,
              Core.LOAD,
              List.of("-Xmx1g"),
              List.of(Integer.toString(server.port()), Integer.toString(streams)));
      try (Running client = Running.start(opening)) {
        double heap = Long.parseLong(server.tell(Heap.COMMAND)) - heapBefore;
        double resident = server.resident() - residentBefore;
        double slowest = changeEverySecond(server);
        return new Outcome(received(client), heap / streams, resident / streams, slowest);
      }
    }
  }

  private double changeEverySecond(Running server) throws InterruptedException {
    Sample millis = new Sample();
    CountDownLatch left = new CountDownLatch(seconds);
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      var ticking =
          clock.scheduleAtFixedRate(
              () -> {
                if (left.getCount() > 0) {
                  millis.add(change(server));
                  left.countDown();
                }
              },
              0,
              1,
              TimeUnit.SECONDS);
      boolean done = left.await(2L * seconds + 10, TimeUnit.SECONDS);
      ticking.cancel(false);
      if (!done) {
        throw new IllegalStateException("The server could not tell of a change a second");
      }
    }
    return millis.most();
  }

  private static double change(Running server) {
    long start = System.nanoTime();
    try {
      server.tell(WaybillServer.CHANGE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** What has come once nothing more is missing, or nothing more comes. */
  private StreamsClient.Counts received(Running client) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    StreamsClient.Counts counts = StreamsClient.Counts.of(client.tell(StreamsClient.COUNTS));
    while (counts.least() < seconds && System.nanoTime() < deadline) {
      counts = StreamsClient.Counts.of(client.tell(StreamsClient.COUNTS));
    }
    return counts;
  }
}
