package dev.waybill.benchmarks;

import dev.waybill.protocol.Json;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaGenerator;
import dev.waybill.schema.SchemaLimits;
import dev.waybill.schema.Violation;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;

/** The arguments of a tool call against the schema made from their type. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SchemaBenchmark {
  private final CompiledSchema schema =
      CompiledSchema.compile(
          SchemaGenerator.generate(WaybillServer.Shipment.class), SchemaLimits.DEFAULT);
  private final JsonNode valid =
      Json.mapper().readTree(Scenario.TOOLS_CALL.params()).path("arguments");
  private final JsonNode invalid =
      Json.mapper().readTree("{\"destination\":7,\"weight\":1.5,\"express\":\"yes\"}");

  @Benchmark
  public List<Violation> accept() {
    return schema.validate(valid);
  }

  @Benchmark
  public List<Violation> refuse() {
    return schema.validate(invalid);
  }
}
