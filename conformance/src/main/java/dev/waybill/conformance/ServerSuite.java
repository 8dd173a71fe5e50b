package dev.waybill.conformance;

import dev.waybill.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Runs the server half of the suite against a running server and judges it by the suite's own check
 * files: a scenario passes when it has a success and neither a failure nor a warning. The suite's
 * exit code alone would let warnings and the scenarios it does not score slip through.
 */
final class ServerSuite {
  /**
   * The revisions of which the suite has frozen what they require; of others it knows what fits.
   */
  private static final Set<String> FROZEN = Set.of("2026-07-28", "2025-11-25");

  private static final Pattern SUMMARY =
      Pattern.compile("^[✓✗] ([^: ]+): (\\d+) passed, (\\d+) failed$");
  private static final Pattern NOT_SCORED = Pattern.compile("^ {2}[✓✗] (\\S+) \\((.*)\\)$");

  private final SuiteInstall suite;

  ServerSuite(SuiteInstall suite) {
    this.suite = suite;
  }

  /** How one scenario went; without problems it passed. */
  record Scenario(String name, int successes, List<String> problems) {
    boolean passed() {
      return successes > 0 && problems.isEmpty();
    }
  }

  /**
   * Required besides what a revision requires: the suite runs them without scoring them. Of its
   * task scenarios {@code tasks-status-notifications} is missing, because it checks nothing.
   */
  private static List<String> also(String revision) {
    return switch (revision) {
      case "2026-07-28" ->
          List.of(
              "json-schema-2020-12",
              "http-header-validation",
              "http-custom-header-server-validation",
              "tasks-lifecycle",
              "tasks-capability-negotiation",
              "tasks-wire-fields",
              "tasks-request-state-removal",
              "tasks-mrtr-input",
              "tasks-request-headers",
              "tasks-dispatch-and-envelope",
              "tasks-required-task-error",
              "tasks-mrtr-composition");
      case "2025-11-25" ->
          List.of("json-schema-2020-12", "server-sse-polling", "server-session-lifecycle");
      default -> List.of();
    };
  }

  /** Runs all that a revision requires, and what else there is for it. */
  List<Scenario> run(URI server, String revision, Path results)
      throws IOException, InterruptedException {
    delete(results);
    Files.createDirectories(results);
    String output = cli(server, revision, results);
    Set<String> all = new LinkedHashSet<>();
    Set<String> unscored = new LinkedHashSet<>();
    output
        .lines()
        .forEach(line -> {
          Matcher summary = SUMMARY.matcher(line);
          if (summary.matches()) {
            all.add(summary.group(1));
          }
          Matcher notScored = NOT_SCORED.matcher(line);
          if (notScored.matches()) {
            unscored.add(notScored.group(1));
          }
        });
    List<String> also = also(revision);
    unscored.removeAll(also);
    all.removeAll(unscored);
    if (all.isEmpty()) {
      throw new IllegalStateException("The suite ran no scenario:\n" + output);
    }
    all.addAll(also);
    List<Scenario> scenarios = new ArrayList<>();
    for (String name : all) {
      scenarios.add(judge(name, results));
    }
    return scenarios;
  }

  private String cli(URI server, String revision, Path results)
      throws IOException, InterruptedException {
    Path log = results.resolve("suite.log");
    Process process =
        new ProcessBuilder(
                suite.node().toString(),
                suite.cli().toString(),
                "server",
                "--url",
                server.toString(),
                FROZEN.contains(revision) ? "--requirements" : "--spec-version",
                revision,
                "-o",
                results.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("The suite did not end within five minutes");
    }
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  private static Scenario judge(String name, Path results) throws IOException {
    Path checks;
    try (Stream<Path> folders = Files.list(results)) {
      checks =
          folders
              .filter(f -> f.getFileName().toString().matches("server-" + name + "-\\d{4}-.*"))
              .map(folder -> folder.resolve("checks.json"))
              .filter(Files::exists)
              .findFirst()
              .orElse(null);
    }
    if (checks == null) {
      return new Scenario(name, 0, List.of("the suite left no checks"));
    }
    return judged(name, Json.mapper().readTree(Files.readAllBytes(checks)));
  }

  /** Judges by the checks: one success at least, and neither a failure nor a warning. */
  static Scenario judged(String name, JsonNode checks) {
    int successes = 0;
    List<String> problems = new ArrayList<>();
    for (JsonNode check : checks) {
      switch (check.path("status").stringValue("")) {
        case "SUCCESS" -> successes++;
        case "FAILURE", "WARNING" ->
            problems.add(
                check.path("status").stringValue("")
                    + " "
                    + check.path("id").stringValue("")
                    + ": "
                    + check.path("errorMessage").stringValue("")
                    + " "
                    + check.path("details"));
        default -> {
          // INFO and SKIPPED say nothing about the server.
        }
      }
    }
    return new Scenario(name, successes, problems);
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
