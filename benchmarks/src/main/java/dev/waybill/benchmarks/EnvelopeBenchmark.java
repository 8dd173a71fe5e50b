package dev.waybill.benchmarks;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.RequestDecoder;
import dev.waybill.protocol.RequestMeta;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A tool call from bytes to the request they mean, in its two steps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeBenchmark {
  private final byte[] body = Scenario.TOOLS_CALL.body().getBytes(StandardCharsets.UTF_8);
  private final Frame frame = Frame.parse(body);

  @Benchmark
  public Frame parse() {
    return Frame.parse(body);
  }

  @Benchmark
  public ClientRequest decode() {
    RequestMeta meta = RequestMeta.of(frame.params().get("_meta"));
    return RequestDecoder.decode(frame.method(), frame.params(), meta);
  }
}
