package dev.waybill.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.PostgresServer;
import dev.waybill.redis.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ServerConformanceTest {
  private static final String MODERN = "2026-07-28";

  /** All that the suite has for a revision. */
  private static final Map<String, Integer> SCENARIOS =
      Map.of(MODERN, 49, "2025-11-25", 33, "2025-06-18", 27, "2025-03-26", 1);

  /** The modern one last: whatever sessions leave behind must not be in its way. */
  private static final List<String> ALL = List.of("2025-11-25", "2025-06-18", "2025-03-26", MODERN);

  @TestFactory
  Stream<DynamicTest> every_scenario_of_every_revision_passes_on_one_server_without_a_warning()
      throws Exception {
    return passes("memory:", Legacy.IS_THERE ? ALL : List.of(MODERN));
  }

  @TestFactory
  Stream<DynamicTest> and_with_tasks_in_sqlite(@TempDir Path folder) throws Exception {
    return passes("sqlite:" + folder.resolve("tasks.db"), List.of(MODERN));
  }

  @TestFactory
  Stream<DynamicTest> and_with_tasks_in_postgresql() throws Exception {
    return passes(PostgresServer.sharedUrl(), List.of(MODERN));
  }

  @TestFactory
  Stream<DynamicTest> and_with_tasks_in_redis() throws Exception {
    return passes(RedisServer.sharedUrl(), List.of(MODERN));
  }

  private static Stream<DynamicTest> passes(String store, List<String> revisions) throws Exception {
    Map<String, List<ServerSuite.Scenario>> all =
        ConformanceCommand.server(Path.of(""), revisions, store);
    all.forEach((revision, scenarios) ->
        assertThat(scenarios).as(revision).hasSize(SCENARIOS.getOrDefault(revision, 0)));
    return all.entrySet().stream()
        .flatMap(of -> of.getValue().stream().map(scenario -> test(of.getKey(), scenario)));
  }

  private static DynamicTest test(String revision, ServerSuite.Scenario scenario) {
    return DynamicTest.dynamicTest(
        revision + " " + scenario.name(),
        () -> {
          assertThat(scenario.problems()).isEmpty();
          assertThat(scenario.successes()).isPositive();
        });
  }
}
