package dev.waybill.conformance;

import dev.waybill.http.HttpEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * {@code ./build conformance [server|client] [REVISION]}: runs the suite, ends with one line of
 * counts.
 */
public final class ConformanceCommand {
  private ConformanceCommand() {}

  /** Exits with 0 when every scenario passed, 1 when one did not, 2 for wrong arguments. */
  public static void main(String[] args) throws Exception {
    String role = args.length > 0 ? args[0] : "server";
    String revision = args.length > 1 ? args[1] : "2026-07-28";
    if (!(role.equals("server") || role.equals("client")) || args.length > 3) {
      System.err.println("Usage: conformance [server|client] [REVISION [SCENARIO]]");
      System.exit(2);
    }
    Path module = Path.of("conformance");
    List<ServerSuite.Scenario> scenarios =
        role.equals("server")
            ? server(module, revision, "memory:")
            : client(module, revision, name -> args.length < 3 || name.matches(args[2]));
    int width = scenarios.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    for (ServerSuite.Scenario scenario : scenarios) {
      System.out.printf(
          "%-" + Math.max(1, width) + "s  %s  %2d checks%n",
          scenario.name(),
          scenario.passed() ? "passed" : "FAILED",
          scenario.successes());
      scenario.problems().forEach(problem -> System.out.println("    " + problem));
    }
    long passed = scenarios.stream().filter(ServerSuite.Scenario::passed).count();
    System.out.printf("%d passed, %d failed%n", passed, scenarios.size() - passed);
    System.exit(passed == scenarios.size() ? 0 : 1);
  }

  /** Runs the client half with the fixture client, from this process's own class path. */
  static List<ServerSuite.Scenario> client(Path module, String revision, Predicate<String> wanted)
      throws Exception {
    Path target = module.resolve("target").toAbsolutePath();
    SuiteInstall suite = SuiteInstall.in(module.resolve("suite"), target.resolve("suite"));
    // The suite splits its command at spaces, so the class path is handed over in a file.
    Path arguments = target.resolve("fixture-client.args");
    Files.writeString(
        arguments,
        "-XX:TieredStopAtLevel=1\n-XX:+UseSerialGC\n-cp\n\""
            + System.getProperty("java.class.path")
            + "\"\n"
            + FixtureClient.class.getName()
            + "\n");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ClientSuite(suite, java + " @" + arguments)
        .run(revision, target.resolve("client-results-" + revision), wanted);
  }

  /** Runs the suite against a fixture of its own on a free port. */
  private static List<ServerSuite.Scenario> server(Path module, String revision, String store)
      throws Exception {
    return server(module, List.of(revision), store).getOrDefault(revision, List.of());
  }

  /** Runs the suite for one revision after the other against one fixture on a free port. */
  static Map<String, List<ServerSuite.Scenario>> server(
      Path module, List<String> revisions, String store) throws Exception {
    Path target = module.resolve("target");
    SuiteInstall suite = SuiteInstall.in(module.resolve("suite"), target.resolve("suite"));
    Map<String, List<ServerSuite.Scenario>> scenarios = new LinkedHashMap<>();
    try (FixtureStore tasks = FixtureStore.open(store);
        HttpEndpoint endpoint = HttpEndpoint.builder(FixtureServer.create(tasks)).port(0).start()) {
      for (String revision : revisions) {
        scenarios.put(
            revision,
            new ServerSuite(suite)
                .run(endpoint.uri(), revision, target.resolve("results-" + revision)));
      }
    }
    return scenarios;
  }
}
