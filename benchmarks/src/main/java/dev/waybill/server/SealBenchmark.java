package dev.waybill.server;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Sealing and opening what travels through clients; a small state and one near the limit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SealBenchmark {
  private static final String PURPOSE = "benchmark";

  @Param({"400", "12000"})
  public int bytes;

  private final Sealer sealer = new Sealer(KeyRing.generate());
  private byte[] plain = {};
  private String sealed = "";

  @Setup
  public void prepare() {
    plain = new byte[bytes];
    sealed = sealer.seal(PURPOSE, plain);
  }

  @Benchmark
  public String seal() {
    return sealer.seal(PURPOSE, plain);
  }

  @Benchmark
  public Optional<byte[]> open() {
    return sealer.open(PURPOSE, sealed);
  }
}
