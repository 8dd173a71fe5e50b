package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The command as users run it, in a process of its own. */
@Tag("slow")
class DemoCommandTest {
  private static final Pattern CURL = Pattern.compile("(?m)^  curl .*?\\n(?:    .*\\n)*");

  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void write_log() throws Exception {
    root = Files.createDirectory(temp.resolve("root"));
    Files.writeString(root.resolve("app.log"), "2026-07-28T10:00:00Z ERROR It broke\n");
  }

  @Test
  void the_printed_commands_work_in_a_shell() throws Exception {
    try (DemoProcess demo = DemoProcess.http(root)) {
      assertThat(demo.greeting()).contains("serving " + root).contains("triage_incident");
      List<String> commands =
          CURL.matcher(demo.greeting()).results().map(found -> found.group()).toList();
      assertThat(commands).hasSize(3);
      List<JsonNode> results = new ArrayList<>();
      for (String command : commands) {
        Process shell = new ProcessBuilder("sh", "-c", command).start();
        byte[] output = shell.getInputStream().readAllBytes();
        assertThat(shell.waitFor()).isZero();
        assertThat(output).endsWith((byte) '\n');
        JsonNode answer = Json.parse(output);
        assertThat(answer.at("/result/isError").asBoolean(false)).as("%s", answer).isFalse();
        results.add(answer.path("result"));
      }
      results
          .get(0)
          .path("tools")
          .forEach(tool -> assertThat(demo.greeting()).contains(tool.path("name").stringValue()));
      assertThat(results.get(1).at("/structuredContent/largestFiles/0/path").stringValue())
          .isEqualTo("app.log");
      assertThat(results.get(2).at("/structuredContent/levels/error").intValue()).isEqualTo(2);
    }
  }

  @Test
  void a_port_in_use_is_named_with_what_to_do() throws Exception {
    try (DemoProcess first = DemoProcess.http(root)) {
      String port = Integer.toString(URI.create(first.uri()).getPort());
      try (DemoProcess second = DemoProcess.of("demo", "--port", port, "--root", root.toString())) {
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.errors().strip())
            .startsWith("waybill: cannot listen on 127.0.0.1:" + port)
            .contains("in use", "--port 0")
            .hasLineCount(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          demo --root nowhere      | 2 | waybill: --root nowhere does not exist
          demo --root ROOT/app.log | 2 | is not a folder
          demo --port 70000        | 2 | waybill: --port 70000 is not a port; give 0 to 65535
          demo --port many         | 2 | 'many' is not an int
          demo --prot 1            | 2 | Unknown option
          demo --eras 1999-01-01   | 2 | waybill: --eras: There is no revision "1999-01-01"
          demo --store x.db        | 2 | waybill: --store says where tasks are kept; give --tasks too
          demo --tasks --store mysql://u:tangerine@h/d | 2 | waybill: 'mysql' is no kind of task store
          demo --tasks --store ROOT/no/x.db            | 1 | waybill: The task file
          fly                    | 2 | Unmatched argument
          """)
  void wrong_options_end_with_2_and_say_what_is_wrong(String line, int code, String message)
      throws Exception {
    String[] arguments = line.replace("ROOT", root.toString()).split(" ");
    try (DemoProcess process = DemoProcess.of(arguments)) {
      assertThat(process.exit()).isEqualTo(code);
      assertThat(process.errors()).contains(message).doesNotContain("\tat ", "tangerine");
    }
  }

  @Test
  void help_names_every_option_and_exit_code() throws Exception {
    try (DemoProcess process = DemoProcess.of("demo", "--help")) {
      assertThat(process.exit()).isZero();
      assertThat(String.join("\n", process.out().lines().toList()))
          .contains(
              "--port",
              "--root",
              "--stdio",
              "--tasks",
              "--store",
              "--eras",
              "--http-sse",
              "8080",
              "WAYBILL_KEYS",
              "143");
      assertThat(process.errors()).isEmpty();
    }
  }

  @Test
  void sigterm_ends_subscriptions_and_lets_calls_finish() throws Exception {
    try (DemoProcess demo = DemoProcess.http(root);
        DemoClient client = new DemoClient(URI.create(demo.uri()))) {
      BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
      CompletableFuture<Void> stream =
          client.listen(
              DemoClient.message(
                  "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}"),
              messages::add);
      assertThat(messages.poll(10, TimeUnit.SECONDS)).isNotNull();
      demo.process().destroy();
      JsonNode last = messages.poll(10, TimeUnit.SECONDS);
      assertThat(last).isNotNull();
      assertThat(last.has("result")).as("%s", last).isTrue();
      stream.get(10, TimeUnit.SECONDS);
      assertThat(demo.exit()).isEqualTo(143);
    }
  }

  @Test
  void a_call_in_flight_is_answered_after_sigterm() throws Exception {
    byte[] line =
        "2026-07-28T10:00:00Z WARN Retry of request 4711 after 20 ms\n"
            .getBytes(StandardCharsets.UTF_8);
    byte[] many = new byte[line.length * 10_000];
    for (int i = 0; i < 10_000; i++) {
      System.arraycopy(line, 0, many, i * line.length, line.length);
    }
    try (OutputStream out = Files.newOutputStream(root.resolve("large.log"))) {
      for (int i = 0; i < 400; i++) {
        out.write(many);
      }
    }
    try (DemoProcess demo = DemoProcess.http(root);
        DemoClient client = new DemoClient(URI.create(demo.uri()))) {
      BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
      CompletableFuture<Void> stream =
          client.listen(
              DemoClient.message(
                  "tools/call",
                  """
                  {"name":"summarize_log","arguments":{"file":"large.log"},
                   "_meta":{"progressToken":1}}
                  """),
              messages::add);
      JsonNode progress = messages.poll(10, TimeUnit.SECONDS);
      assertThat(progress).isNotNull();
      assertThat(progress.at("/params/progress").doubleValue())
          .isLessThan(progress.at("/params/total").doubleValue());
      demo.process().destroy();
      stream.get(30, TimeUnit.SECONDS);
      JsonNode last = new ArrayList<>(messages).getLast();
      assertThat(last.at("/result/structuredContent/levels/warn").intValue()).isEqualTo(4_000_000);
      assertThat(demo.exit()).isEqualTo(143);
    }
  }
}
