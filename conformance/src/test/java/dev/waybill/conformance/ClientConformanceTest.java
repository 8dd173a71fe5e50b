package dev.waybill.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every client scenario of the suite, without a baseline. */
@Tag("slow")
class ClientConformanceTest {
  @TestFactory
  Stream<DynamicTest> every_scenario_of_2026_07_28_passes() throws Exception {
    return passes("2026-07-28", 32 + ClientSuite.ALSO.size());
  }

  @TestFactory
  Stream<DynamicTest> every_scenario_of_2025_11_25_passes() throws Exception {
    return passes("2025-11-25", 18 + 1);
  }

  @TestFactory
  Stream<DynamicTest> what_2025_03_26_alone_has_passes() throws Exception {
    return passes("2025-03-26", 2);
  }

  private static Stream<DynamicTest> passes(String revision, int count) throws Exception {
    List<ServerSuite.Scenario> scenarios =
        ConformanceCommand.client(Path.of(""), revision, name -> true);
    assertThat(scenarios).hasSize(count);
    return scenarios.stream()
        .map(scenario ->
            DynamicTest.dynamicTest(
                scenario.name(),
                () -> {
                  assertThat(scenario.problems()).isEmpty();
                  assertThat(scenario.successes()).isPositive();
                }));
  }
}
