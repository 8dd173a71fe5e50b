package dev.waybill.benchmarks;

import dev.waybill.protocol.HeaderCodec;
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

/** Header values, of which one travels plain and one in Base64. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderCodecBenchmark {
  @Param({"file:///logs/service.log", "file:///протокол/служба.log"})
  public String value = "";

  private String encoded = "";

  @Setup
  public void prepare() {
    encoded = HeaderCodec.encode(value);
  }

  @Benchmark
  public String encode() {
    return HeaderCodec.encode(value);
  }

  @Benchmark
  public Optional<String> decode() {
    return HeaderCodec.decode(encoded);
  }
}
