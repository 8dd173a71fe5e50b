package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Json;
import dev.waybill.server.Elicited;
import dev.waybill.server.McpServer;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.tasks.InMemoryTaskStore;
import dev.waybill.tasks.TaskEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Calls that are started as tasks and taken up by other runs of the command. */
class TaskCommandTest {
  record Name(String name) {}

  record Total(int total) {}

  record Outcome(int code, String out, String err) {}

  private static final CountDownLatch GO = new CountDownLatch(1);

  private static TaskEngine engine;
  private static HttpEndpoint endpoint;

  @BeforeAll
  static void start() {
    engine =
        TaskEngine.builder(new InMemoryTaskStore(InstantSource.system()))
            .poll(Duration.ofMillis(50))
            .build();
    McpServer server =
        McpServer.builder("tasks", "1.0.0")
            .extension(engine)
            .add(
                Tool.named("count")
                    .task(TaskPolicy.always())
                    .output(Total.class)
                    .handler((in, call) -> {
                      GO.await();
                      return new Total(42);
                    }))
            .add(
                Tool.named("asks")
                    .task(TaskPolicy.always())
                    .handler((in, call) -> {
                      Elicited<Name> name = call.elicit("name", "Who?", Name.class);
                      return "Hello, " + name.accepted().map(Name::name).orElse("nobody");
                    }))
            .add(
                Tool.named("never")
                    .task(TaskPolicy.always())
                    .handler((in, call) -> {
                      new CountDownLatch(1).await();
                      return "";
                    }))
            .add(Tool.named("quick").handler((in, call) -> "at once"))
            .build();
    endpoint = HttpEndpoint.builder(server).port(0).start();
  }

  @AfterAll
  static void stop() {
    endpoint.close();
    engine.close();
  }

  private static Outcome run(String command, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(command, endpoint.uri().toString()));
    arguments.addAll(List.of(more));
    CommandLine line = WaybillCommand.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(arguments.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  private static String started(String tool, String... more) {
    List<String> arguments = new ArrayList<>(List.of(tool, "--start"));
    arguments.addAll(List.of(more));
    Outcome outcome = run("call", arguments.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome.out().strip();
  }

  @Test
  void a_task_is_started_looked_at_and_awaited_by_other_runs() {
    String id = started("count");
    String detached = started("count", "--json");
    assertThat(id).matches("\\S+");
    assertThat(run("task", id).out()).contains("STATE", id, "working");
    Outcome json = run("task", id, "--json");
    assertThat(Json.mapper().readTree(json.out()).path("status").asString("")).isEqualTo("working");
    GO.countDown();
    for (String task : List.of(id, detached)) {
      Outcome end = run("task", task, "--await");
      assertThat(end.code()).as(end.err()).isZero();
      assertThat(Json.mapper().readTree(end.out()).path("total").asInt(0)).isEqualTo(42);
    }
    assertThat(run("task", id).out()).contains("completed");
  }

  @Test
  void another_process_takes_a_task_up() throws IOException, InterruptedException {
    GO.countDown();
    String id = started("count");
    try (DemoProcess other =
        DemoProcess.of("task", endpoint.uri().toString(), id, "--await", "--json")) {
      assertThat(other.out().readLine()).contains("\"total\":42");
      assertThat(other.process().waitFor()).isZero();
    }
  }

  @Test
  void its_questions_are_shown_and_answered_when_it_is_awaited() {
    String id = started("asks");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(run("task", id).out()).contains("It asks: Who?"));
    Outcome end = run("task", id, "--await");
    assertThat(end.code()).as(end.err()).isZero();
    assertThat(end.out()).contains("Hello, nobody"); // nobody sits at this terminal
    assertThat(end.err()).contains("no terminal to answer in");
  }

  @Test
  @Tag("slow")
  @EnabledOnOs(OS.LINUX)
  void its_questions_are_answered_on_the_terminal_of_another_process(@TempDir Path folder)
      throws Exception {
    String id = started("asks");
    String command =
        String.join(
            " ",
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.waybill.app.WaybillCommand",
            "task",
            endpoint.uri().toString(),
            id,
            "--await");
    Path seen = folder.resolve("terminal");
    Process process =
        new ProcessBuilder("script", "-qefc", command, seen.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Writer keyboard = process.outputWriter(StandardCharsets.UTF_8)) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.exists(seen) && Files.readString(seen).contains("name: "));
      keyboard.write("Ada\n");
      keyboard.flush();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(seen)).contains(" asks: Who?", "Hello, Ada");
  }

  @Test
  void a_task_is_cancelled() {
    String id = started("never");
    assertThat(run("task", id, "--cancel").code()).isZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(run("task", id).out()).contains("cancelled"));
    assertThat(run("task", id, "--await").code()).isEqualTo(1);
  }

  @Test
  void what_is_no_task_is_said_so() {
    Outcome quick = run("call", "quick", "--start");
    assertThat(quick.code()).isZero();
    assertThat(quick.out()).contains("at once");
    assertThat(run("task", "no-such-task").code()).isEqualTo(4);
    assertThat(run("task", "{\"nonsense\":1}").code()).isEqualTo(2);
    assertThat(run("task", "x", "--await", "--cancel").code()).isEqualTo(2);
  }

  @Test
  void tables_are_coloured_on_a_terminal_and_json_never_is() throws Exception {
    String server = endpoint.uri().toString();
    List<String> terminal = List.of("-Dwaybill.terminal=80x24");
    try (DemoProcess tools = DemoProcess.of(terminal, "tools", server);
        DemoProcess json = DemoProcess.of(terminal, "tools", server, "--json");
        DemoProcess file = DemoProcess.of("tools", server)) {
      assertThat(tools.out().readLine()).startsWith("\u001B[1mTOOL").endsWith("\u001B[0m");
      assertThat(json.out().readLine()).startsWith("{").doesNotContain("\u001B");
      assertThat(file.out().readLine()).startsWith("TOOL");
    }
  }
}
