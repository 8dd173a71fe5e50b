package dev.waybill.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Json;
import dev.waybill.server.Eras;
import dev.waybill.server.McpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The server called by clients from npm that nobody here wrote, of both eras. */
@Tag("slow")
@Timeout(300)
class RealClientsTest {
  private static final Path FOLDER = Path.of("target/clients");
  private static SuiteInstall clients;

  @BeforeAll
  static void install() throws Exception {
    clients = SuiteInstall.in(Path.of("clients"), FOLDER);
    for (String script : List.of("legacy.js", "either.js", "visit.js")) {
      Files.copy(
          Path.of("clients", script), FOLDER.resolve(script), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void the_typescript_sdk_1_over_http() throws Exception {
    assumeTrue(Legacy.IS_THERE);
    assertAllSeen(overHttp("legacy.js"), "2025-11-25", "http");
  }

  @Test
  void the_typescript_sdk_1_over_stdio() throws Exception {
    assumeTrue(Legacy.IS_THERE);
    assertAllSeen(overStdio("legacy.js"), "", "stdio");
  }

  @Test
  void the_typescript_sdk_1_over_http_and_sse() throws Exception {
    assumeTrue(Legacy.IS_THERE);
    McpServer server = CalledServer.builder("http").eras(Eras.all().withHttpSse()).build();
    try (HttpEndpoint endpoint = HttpEndpoint.builder(server).port(0).start()) {
      assertAllSeen(
          run(new String[] {"legacy.js"}, List.of("sse", endpoint.uri().toString())), "", "http");
    }
  }

  @Test
  void the_typescript_client_2_with_a_session_over_http() throws Exception {
    assumeTrue(Legacy.IS_THERE);
    assertAllSeen(overHttp("either.js", "legacy"), "2025-11-25", "http");
  }

  @Test
  void the_typescript_client_2_with_a_session_over_stdio() throws Exception {
    assumeTrue(Legacy.IS_THERE);
    assertAllSeen(overStdio("either.js", "legacy"), "2025-11-25", "stdio");
  }

  @Test
  void the_typescript_client_2_at_the_current_revision_over_http() throws Exception {
    assertAllSeen(overHttp("either.js", "2026-07-28"), "2026-07-28", "http");
  }

  @Test
  void the_typescript_client_2_at_the_current_revision_over_stdio() throws Exception {
    assertAllSeen(overStdio("either.js", "2026-07-28"), "2026-07-28", "stdio");
  }

  @Test
  void the_typescript_client_2_finds_out_that_the_current_revision_is_there() throws Exception {
    assertAllSeen(overHttp("either.js", "auto"), "2026-07-28", "http");
    assertAllSeen(overStdio("either.js", "auto"), "2026-07-28", "stdio");
  }

  @Test
  void the_typescript_client_2_finds_out_that_only_sessions_are_there() throws Exception {
    assumeTrue(Legacy.IS_THERE);
    McpServer server =
        CalledServer.builder("http").eras(Eras.of("2025-11-25", "2025-06-18")).build();
    try (HttpEndpoint endpoint = HttpEndpoint.builder(server).port(0).start()) {
      assertAllSeen(
          run(new String[] {"either.js", "auto"}, List.of(endpoint.uri().toString())),
          "2025-11-25",
          "http");
    }
  }

  /**
   * @param version empty where the client does not say
   */
  private static void assertAllSeen(JsonNode seen, String version, String worker) {
    assertThat(seen.path("version").stringValue()).isEqualTo(version);
    assertThat(seen.path("server").stringValue()).isEqualTo("called");
    assertThat(seen.path("tools").valueStream().map(JsonNode::stringValue))
        .contains("add", "count", "deploy", "capital", "hang");
    assertThat(seen.path("total").intValue()).isEqualTo(5);
    assertThat(seen.path("memo").stringValue()).isEqualTo("the memo");
    assertThat(seen.path("progress").valueStream().map(JsonNode::intValue)).contains(1, 3);
    assertThat(seen.path("elicited").stringValue()).isEqualTo("deployed by " + worker);
    assertThat(seen.path("sampled").stringValue()).isEqualTo("Paris, heard by " + worker);
    assertThat(seen.path("rested").stringValue()).isEqualTo("rested");
    assertThat(seen.path("hang").stringValue()).isEqualTo("gave up");
    assertThat(seen.path("updated").stringValue()).isEqualTo(CalledServer.URI);
    assertThat(seen.path("afterwards").intValue()).as("news after unsubscribing").isZero();
  }

  private static JsonNode overHttp(String... script) throws Exception {
    // These clients come back to a stream that was ended under them.
    McpServer server = CalledServer.builder("http").eras(Eras.all().withPolling()).build();
    try (HttpEndpoint endpoint = HttpEndpoint.builder(server).port(0).start()) {
      return run(script, List.of(endpoint.uri().toString()));
    }
  }

  private static JsonNode overStdio(String... script) throws Exception {
    return run(
        script,
        List.of(
            "stdio",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            CalledServer.class.getName()));
  }

  private static JsonNode run(String[] script, List<String> target)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(clients.node().toString()));
    command.add(FOLDER.resolve(script[0]).toString());
    command.addAll(List.of(script).subList(1, script.length));
    command.addAll(target);
    Path errors = Files.createTempFile(FOLDER, "client", ".log");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
      return Json.mapper().readTree(printed);
    } finally {
      process.destroyForcibly().waitFor();
      Files.delete(errors);
    }
  }
}
