package dev.waybill.conformance;

import dev.waybill.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Runs the client half of the suite, one scenario after another, and judges it by the suite's own
 * check files as {@link ServerSuite} does.
 */
final class ClientSuite {
  /** Required besides what a revision requires; each with the revision it is run at. */
  static final List<String> ALSO =
      List.of(
          "json-schema-2020-12-preservation",
          "auth/client-credentials-jwt",
          "auth/client-credentials-basic",
          "auth/enterprise-managed-authorization",
          "auth/dpop",
          "auth/dpop-nonce",
          "auth/wif-jwt-bearer",
          "sep-2640-client-no-prefetch",
          "sep-2640-client-verify-digest",
          "sep-2640-client-verify-size",
          "sep-2640-client-verify-frontmatter");

  /** What earlier revisions alone have; the suite runs them at their own. */
  static final List<String> EARLIER =
      List.of(
          "auth/2025-03-26-oauth-metadata-backcompat", "auth/2025-03-26-oauth-endpoint-fallback");

  private final SuiteInstall suite;
  private final String command;

  /**
   * @param command starts the fixture client; the suite adds the address
   */
  ClientSuite(SuiteInstall suite, String command) {
    this.suite = suite;
    this.command = command;
  }

  /** The scenarios of a revision: those it requires and the ones that are required here as well. */
  List<String> scenarios(String revision) throws IOException {
    if (revision.equals("2025-03-26")) {
      return EARLIER;
    }
    Path requirements = suite.cli().resolveSibling("../requirements/" + revision + ".yaml");
    List<String> names = new ArrayList<>();
    boolean client = false;
    for (String line : Files.readAllLines(requirements)) {
      if (line.matches("\\S.*")) {
        client = line.startsWith("client:");
      } else if (client && line.strip().startsWith("- ")) {
        names.add(line.strip().substring(2).strip());
      }
    }
    if (names.isEmpty()) {
      throw new IllegalStateException(requirements + " requires nothing of clients");
    }
    for (String name : ALSO) {
      if (revision.equals("2026-07-28") || name.equals("json-schema-2020-12-preservation")) {
        names.add(name);
      }
    }
    return names;
  }

  List<ServerSuite.Scenario> run(String revision, Path results, Predicate<String> wanted)
      throws IOException, InterruptedException {
    ServerSuite.delete(results);
    List<ServerSuite.Scenario> scenarios = new ArrayList<>();
    for (String name : scenarios(revision)) {
      if (wanted.test(name)) {
        scenarios.add(run(name, revision, results.resolve(name.replace('/', '-'))));
      }
    }
    return scenarios;
  }

  private ServerSuite.Scenario run(String name, String revision, Path results)
      throws IOException, InterruptedException {
    Files.createDirectories(results);
    Path log = results.resolve("suite.log");
    List<String> words =
        new ArrayList<>(
            List.of(
                suite.node().toString(),
                suite.cli().toString(),
                "client",
                "--command",
                command,
                "--scenario",
                name,
                "--timeout",
                "120000",
                "-o",
                results.toString()));
    if (!ALSO.contains(name) || name.startsWith("json-schema")) {
      words.addAll(List.of("--spec-version", revision));
    }
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return new ServerSuite.Scenario(name, 0, List.of("the suite did not end in three minutes"));
    }
    return judge(name, results);
  }

  private static ServerSuite.Scenario judge(String name, Path results) throws IOException {
    Path checks;
    try (Stream<Path> files = Files.walk(results)) {
      checks = files.filter(file -> file.endsWith("checks.json")).findFirst().orElse(null);
    }
    if (checks == null) {
      return new ServerSuite.Scenario(name, 0, List.of("the suite left no checks"));
    }
    JsonNode json = Json.mapper().readTree(Files.readAllBytes(checks));
    return ServerSuite.judged(name, json);
  }
}
