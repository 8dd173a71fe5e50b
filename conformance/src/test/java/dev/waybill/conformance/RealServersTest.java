package dev.waybill.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.client.CallOptions;
import dev.waybill.client.Elicitation;
import dev.waybill.client.McpClient;
import dev.waybill.client.McpClientException;
import dev.waybill.client.ServerCommand;
import dev.waybill.client.Subscription;
import dev.waybill.client.SubscriptionEvent;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.ResourceContents.TextResourceContents;
import dev.waybill.protocol.SubscriptionFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against servers that nobody here wrote, from npm. */
@Tag("slow")
@Timeout(300)
class RealServersTest {
  private static final Duration MOST = Duration.ofSeconds(60);
  private static SuiteInstall servers;

  @BeforeAll
  static void install() throws Exception {
    servers = SuiteInstall.in(Path.of("servers"), Path.of("target/servers"));
  }

  private static String module(String path) {
    return Path.of("target/servers/node_modules/@modelcontextprotocol", path)
        .toAbsolutePath()
        .toString();
  }

  private static ServerCommand node(String... arguments) {
    List<String> command = new ArrayList<>(List.of(servers.node().toString()));
    command.addAll(List.of(arguments));
    return new ServerCommand(command, Map.of(), null);
  }

  @Test
  void server_everything_over_stdio() {
    List<Double> progress = new ArrayList<>();
    try (McpClient client =
        McpClient.builder(node(module("server-everything/dist/index.js"), "stdio"))
            .onElicit(question -> question.decline())
            .build()) {
      assertThat(client.server().supportedVersions()).allMatch(v -> v.startsWith("2025-"));
      assertThat(client.tools().map(tool -> tool.name())).contains("echo");
      assertThat(client.call("echo", Map.of("message", "hello"), String.class)).contains("hello");
      assertThat(client.resources().count()).isPositive();
      String uri = client.resources().findFirst().orElseThrow().uri();
      assertThat(client.read(uri).contents()).isNotEmpty();
      String prompt = client.prompts().findFirst().orElseThrow().name();
      assertThat(client.prompt(prompt, Map.of()).messages()).isNotEmpty();
      String slow =
          client
              .tools()
              .map(tool -> tool.name())
              .filter(n -> n.contains("ong"))
              .findFirst()
              .orElseThrow();
      client
          .with(CallOptions.DEFAULTS.onProgress(p -> progress.add(p.progress())))
          .call(slow, Map.of("duration", 1, "steps", 3));
      assertThat(progress).isNotEmpty();
      assertThatThrownBy(() ->
              client
                  .with(CallOptions.DEFAULTS.timeout(Duration.ofSeconds(1)))
                  .call(slow, Map.of("duration", 60, "steps", 2)))
          .isInstanceOf(McpClientException.TimedOut.class);
      String asks =
          client
              .tools()
              .map(tool -> tool.name())
              .filter(n -> n.contains("licit"))
              .findFirst()
              .orElseThrow();
      assertThat(client.call(asks, Map.of()).content().toString()).containsIgnoringCase("declined");
      assertThat(client.call("echo", Map.of("message", "still"), String.class)).contains("still");
    }
  }

  @Test
  void server_filesystem_over_stdio(@TempDir Path folder) throws IOException {
    Path root = folder.toRealPath();
    Files.writeString(root.resolve("memo.txt"), "the memo");
    try (McpClient client =
        McpClient.connect(node(module("server-filesystem/dist/index.js"), root.toString()))) {
      assertThat(client.tools().map(tool -> tool.name())).contains("read_text_file");
      var result =
          client.call("read_text_file", Map.of("path", root.resolve("memo.txt").toString()));
      assertThat(result.content().getFirst()).isEqualTo(ContentBlock.text("the memo"));
      assertThat(client.call("read_text_file", Map.of("path", "/etc/hostname")).isError()).isTrue();
    }
  }

  record Sum(int a, int b) {}

  record Total(int total) {}

  @Test
  void a_server_made_with_the_typescript_sdk_over_http() throws Exception {
    Path script = Path.of("target/servers/modern.js");
    Files.copy(Path.of("servers/modern.js"), script, StandardCopyOption.REPLACE_EXISTING);
    Path printed = Path.of("target/servers/modern.log");
    Process process =
        new ProcessBuilder(servers.node().toString(), script.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      await().atMost(MOST).until(() -> Files.readString(printed).startsWith("listening "));
      String port = Files.readString(printed).lines().findFirst().orElseThrow().substring(10);
      modern(URI.create("http://127.0.0.1:" + port + "/mcp"), printed);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void modern(URI uri, Path printed) {
    List<Double> progress = new ArrayList<>();
    try (McpClient client =
        McpClient.builder(uri)
            .onElicit(question -> ((Elicitation.Form) question).accept(Map.of("confirm", true)))
            .build()) {
      assertThat(client.server().supportedVersions()).contains("2026-07-28");
      assertThat(client.tools().map(tool -> tool.name()))
          .contains("add", "deploy", "count", "hang", "change");
      assertThat(client.call("add", new Sum(2, 3), Total.class)).isEqualTo(new Total(5));
      assertThat(client.call("deploy", Map.of("env", "staging"), String.class))
          .isEqualTo("deployed to staging");
      assertThat(((TextResourceContents) client.read("memo://one").contents().getFirst()).text())
          .isEqualTo("the memo");
      client
          .with(CallOptions.DEFAULTS.onProgress(p -> progress.add(p.progress())))
          .call("count", Map.of());
      assertThat(progress).containsExactly(1.0, 2.0, 3.0);
      assertThatThrownBy(() ->
              client
                  .with(CallOptions.DEFAULTS.timeout(Duration.ofSeconds(1)))
                  .call("hang", Map.of()))
          .isInstanceOf(McpClientException.TimedOut.class);
      await().atMost(MOST).until(() -> Files.readString(printed).contains("aborted"));
      try (Subscription changes =
          client.listen(
              new SubscriptionFilter(true, false, false, List.of("memo://one"), Map.of()))) {
        assertThat(changes.next(MOST)).containsInstanceOf(SubscriptionEvent.Opened.class);
        client.call("change", Map.of());
        assertThat(List.of(changes.next(MOST).orElseThrow(), changes.next(MOST).orElseThrow()))
            .containsExactlyInAnyOrder(
                new SubscriptionEvent.ToolsChanged(),
                new SubscriptionEvent.ResourceUpdated("memo://one"));
      }
    }
  }
}
