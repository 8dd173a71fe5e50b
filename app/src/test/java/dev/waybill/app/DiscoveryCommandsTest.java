package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.discovery.Card;
import dev.waybill.discovery.ConfigClient;
import dev.waybill.discovery.Publication;
import dev.waybill.discovery.Remote;
import dev.waybill.discovery.ServerCard;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** {@code waybill discover}, {@code card} and {@code config} against a running server. */
class DiscoveryCommandsTest {
  private static HttpEndpoint endpoint;
  private static String origin;

  @TempDir Path folder;

  /** What a command printed. */
  private record Run(int code, String out, String err) {
    JsonNode json() {
      return Json.parse(out.getBytes(StandardCharsets.UTF_8));
    }
  }

  @BeforeAll
  static void publish() {
    McpServer weather =
        McpServer.builder("weather", "2.1.0").description("Forecasts for every place").build();
    McpServer tides = McpServer.builder("tides", "1.0.0").description("High and low water").build();
    endpoint = HttpEndpoint.builder(weather).path("/weather").serve("/tides", tides).start();
    origin = "http://127.0.0.1:" + endpoint.port();
    endpoint.publish(
        Publication.at(endpoint.uri())
            .add(
                "/weather",
                weather.describe(),
                Card.standard()
                    .namespace("com.example")
                    .header(Remote.Header.bearer("From your account page")))
            .add("/tides", tides.describe(), Card.standard().namespace("com.example"))
            .documents());
  }

  @AfterAll
  static void close() {
    endpoint.close();
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        WaybillCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Run(command.execute(arguments), out.toString(), err.toString());
  }

  @Test
  void discover_prints_a_table() {
    Run run = run("discover", origin);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "NAME | VERSION | TRANSPORT | URL | NEEDS | DESCRIPTION",
            "com.example/weather | 2.1.0 | streamable-http | ORIGIN/weather | token (secret) | Forecasts for every place"
                .replace("ORIGIN", origin),
            "com.example/tides | 1.0.0 | streamable-http | ORIGIN/tides | - | High and low water"
                .replace("ORIGIN", origin));
  }

  @Test
  void discover_prints_json() {
    Run run = run("discover", "--json", origin + "/weather");
    JsonNode server = run.json().path("servers").path(0);
    assertThat(server.path("source").stringValue()).isEqualTo(origin + "/weather/server-card");
    assertThat(ServerCard.read(server.path("card")).name()).isEqualTo("com.example/weather");
    assertThat(run.json().path("problems")).isEmpty();
  }

  @Test
  void what_cannot_be_found_is_said_in_one_line() {
    Run nothing = run("discover", "http://127.0.0.1:1");
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.out()).isEmpty();
    assertThat(nothing.err()).startsWith("waybill: Nothing to be found at ").hasLineCount(1);
    assertThat(run("discover", "https://10.0.0.1").err()).contains("address");
    assertThat(run("discover", "not a domain").err()).contains("Expected a domain");
    assertThat(run("discover").code()).isEqualTo(2);
    assertThat(run("config", "export", "--client", "netscape", origin))
        .satisfies(run -> assertThat(run.code()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("'netscape' is none of [claude-desktop"));
  }

  @Test
  void a_card_is_printed_in_each_format() {
    JsonNode card = run("card", origin + "/weather").json();
    assertThat(ServerCard.read(card).name()).isEqualTo("com.example/weather");
    JsonNode server = run("card", origin + "/weather", "--format", "server.json").json();
    assertThat(server.path("$schema").stringValue()).endsWith("/2025-12-11/server.schema.json");
    assertThat(server.path("remotes").path(0).propertyNames())
        .containsExactly("type", "url", "headers");
    JsonNode catalog = run("card", origin, "--format", "ai-catalog").json();
    assertThat(catalog.path("entries")).hasSize(2);
    assertThat(run("card", "--format", "yaml", origin).code()).isEqualTo(2);
  }

  @Test
  void the_demo_servers_card_needs_no_running_server() {
    Run run = run("card", "--at", "https://logs.example.com/mcp", "--detail", "full");
    ServerCard card = ServerCard.read(run.json());
    assertThat(card.name()).isEqualTo("com.example.logs/waybill-demo");
    assertThat(card.remotes().getFirst().url()).isEqualTo("https://logs.example.com/mcp");
    assertThat(run("card", "--at", "http://logs.example.com/mcp").err()).contains("https");
  }

  @Test
  void a_server_that_publishes_nothing_is_asked() {
    McpServer silent = McpServer.builder("silent", "3.0.0").title("Silent").build();
    try (HttpEndpoint other = HttpEndpoint.builder(silent).start()) {
      assertThat(run("card", other.uri().toString()).code()).isEqualTo(1);
      ServerCard card = ServerCard.read(run("card", "--live", other.uri().toString()).json());
      assertThat(card.name()).isEqualTo("localhost/silent");
      assertThat(card.title()).isEqualTo("Silent");
      assertThat(card.remotes().getFirst().url()).isEqualTo(other.uri().toString());
      assertThat(card.remotes().getFirst().supportedProtocolVersions()).isNotEmpty();
    }
  }

  @Test
  void a_catalog_in_a_file_is_a_source_too() throws Exception {
    Path file = folder.resolve("catalog.json");
    Files.writeString(file, run("card", origin, "--format", "ai-catalog").out());
    assertThat(run("discover", file.toString()).out())
        .contains("com.example/weather", "com.example/tides");
    Files.writeString(
        file,
        "{\"specVersion\":\"1.0\",\"entries\":[{\"type\":\"application/mcp-server-card+json\","
            + "\"url\":\"/etc/passwd\"}]}");
    Run run = run("discover", file.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("http");
  }

  @ParameterizedTest
  @EnumSource
  void a_whole_catalog_is_exported_for_each_client_and_read_back(ConfigClient client)
      throws Exception {
    Run export = run("config", "export", "--client", client.id(), origin);
    assertThat(export.code()).as(export.err()).isZero();
    assertThat(export.out()).contains("weather", "tides", origin + "/tides");
    Path file = folder.resolve("config");
    Files.writeString(file, export.out());
    JsonNode portable = run("config", "import", "--client", client.id(), file.toString()).json();
    assertThat(portable.at("/mcpServers/weather/url").stringValue()).isEqualTo(origin + "/weather");
    assertThat(portable.at("/mcpServers/weather/headers/Authorization").stringValue())
        .matches("Bearer \\$\\{(env:WEATHER_TOKEN|input:weather_token)\\}");
  }

  @Test
  void a_portable_configuration_is_pushed_out_to_a_clients_file() throws Exception {
    Path defined = folder.resolve("team.json");
    Files.writeString(defined, run("config", "export", "--client", "sep-2633", origin).out());
    Path target = folder.resolve("editor/mcp.json");
    Files.createDirectories(target.getParent());
    String before =
        """
        {
          // mine
          "servers": {
            "mine": {"type": "stdio", "command": "mine"}
          }
        }
        """;
    Files.writeString(target, before);
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
    String[] sync = {
      "config",
      "sync",
      "--client",
      "vscode",
      "--file",
      target.toString(),
      "--from",
      "sep-2633",
      defined.toString()
    };
    Run dry = run(Stream.concat(Stream.of(sync), Stream.of("--dry-run")).toArray(String[]::new));
    assertThat(dry.out())
        .startsWith("--- " + target + "\n+++ " + target + " (new)\n@@ -1,6 +1,")
        .contains("\n+    \"tides\": {\n", "\n   // mine\n")
        .doesNotContain("\n-  // mine");
    assertThat(target).hasContent(before);
    assertThat(run(sync).out()).contains("changed; before: mcp.json.");
    assertThat(Files.readString(target))
        .contains("// mine", "\"mine\": {\"type\": \"stdio\", \"command\": \"mine\"}")
        .contains("${input:weather_token}", "\"promptString\"", origin + "/tides");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r-----");
    try (Stream<Path> files = Files.list(target.getParent())) {
      List<Path> backups = files.filter(file -> file.toString().endsWith(".bak")).toList();
      assertThat(backups).hasSize(1).first().satisfies(file -> assertThat(file).hasContent(before));
    }
    assertThat(run(sync).out()).contains("says all of it already");
  }

  @Test
  void a_new_file_is_its_owners_alone_and_a_link_stays_a_link() throws Exception {
    Path target = folder.resolve("a/b/mcp.json");
    assertThat(
            run("config", "sync", "--client", "cursor", "--file", target.toString(), origin).out())
        .contains(" written");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), target);
    Files.writeString(target, "{}");
    run("config", "sync", "--client", "cursor", "--file", link.toString(), origin);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(target)).contains("tides");
  }

  @Test
  void a_file_that_is_not_understood_is_not_touched() throws Exception {
    Path target = folder.resolve("mcp.json");
    Files.writeString(target, "{\"mcpServers\": [}");
    Run run = run("config", "sync", "--client", "cursor", "--file", target.toString(), origin);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("waybill: The file is not JSON").hasLineCount(1);
    assertThat(target).hasContent("{\"mcpServers\": [}");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_diff_shows_what_changes_and_a_little_around_it() {
    String before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\n";
    String after = before.replace("b\n", "B\n").replace("l\n", "l\nL\n");
    assertThat(LineDiff.of("f", before, after))
        .isEqualTo(
            """
            --- f
            +++ f (new)
            @@ -1,5 +1,5 @@
             a
            -b
            +B
             c
             d
             e
            @@ -10,4 +10,5 @@
             j
             k
             l
            +L
             m
            """);
    assertThat(LineDiff.of("f", before, before)).isEmpty();
    assertThat(LineDiff.of("f", "", "a\n")).contains("@@ -1,0 +1,1 @@\n+a\n");
  }
}
