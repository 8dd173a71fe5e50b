package dev.waybill.conformance;

import dev.waybill.http.HttpEndpoint;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code ./build conformance [server] [REVISION]}: runs the suite, ends with one line of counts.
 */
public final class ConformanceCommand {
  private ConformanceCommand() {}

  /** Exits with 0 when every scenario passed, 1 when one did not, 2 for wrong arguments. */
  public static void main(String[] args) throws Exception {
    String role = args.length > 0 ? args[0] : "server";
    String revision = args.length > 1 ? args[1] : "2026-07-28";
    if (!role.equals("server") || args.length > 2) {
      System.err.println(
          "Usage: conformance [server] [REVISION]; this build has no client to test");
      System.exit(2);
    }
    List<ServerSuite.Scenario> scenarios = server(Path.of("conformance"), revision, "memory:");
    int width = scenarios.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    for (ServerSuite.Scenario scenario : scenarios) {
      System.out.printf(
          "%-" + width + "s  %s  %2d checks%n",
          scenario.name(),
          scenario.passed() ? "passed" : "FAILED",
          scenario.successes());
      scenario.problems().forEach(problem -> System.out.println("    " + problem));
    }
    long passed = scenarios.stream().filter(ServerSuite.Scenario::passed).count();
    System.out.printf("%d passed, %d failed%n", passed, scenarios.size() - passed);
    System.exit(passed == scenarios.size() ? 0 : 1);
  }

  /** Runs the suite against a fixture of its own on a free port. */
  static List<ServerSuite.Scenario> server(Path module, String revision, String store)
      throws Exception {
    Path target = module.resolve("target");
    SuiteInstall suite = SuiteInstall.in(module.resolve("suite"), target.resolve("suite"));
    try (FixtureStore tasks = FixtureStore.open(store);
        HttpEndpoint endpoint = HttpEndpoint.builder(FixtureServer.create(tasks)).port(0).start()) {
      return new ServerSuite(suite)
          .run(endpoint.uri(), revision, target.resolve("results-" + revision));
    }
  }
}
