package dev.waybill.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.PostgresServer;
import dev.waybill.redis.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ServerConformanceTest {
  @TestFactory
  Stream<DynamicTest> every_required_scenario_passes_without_a_warning() throws Exception {
    return passes("memory:");
  }

  @TestFactory
  Stream<DynamicTest> and_with_tasks_in_sqlite(@TempDir Path folder) throws Exception {
    return passes("sqlite:" + folder.resolve("tasks.db"));
  }

  @TestFactory
  Stream<DynamicTest> and_with_tasks_in_postgresql() throws Exception {
    return passes(PostgresServer.sharedUrl());
  }

  @TestFactory
  Stream<DynamicTest> and_with_tasks_in_redis() throws Exception {
    return passes(RedisServer.sharedUrl());
  }

  private static Stream<DynamicTest> passes(String store) throws Exception {
    List<ServerSuite.Scenario> scenarios =
        ConformanceCommand.server(Path.of(""), "2026-07-28", store);
    assertThat(scenarios).hasSize(49);
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
