package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.protocol.RequestId;
import dev.waybill.protocol.ServerNotification.Progress;
import dev.waybill.server.McpServer;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.Tool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/** The commands that call servers, against a server. */
class ServerCommandsTest {
  record Sum(int a, int b) {}

  record Total(int total) {}

  record Outcome(int code, String out, String err) {}

  private static HttpEndpoint endpoint;

  @BeforeAll
  static void start() {
    McpServer server =
        McpServer.builder("calculator", "1")
            .add(
                Tool.named("add")
                    .description("Adds")
                    .input(Sum.class)
                    .output(Total.class)
                    .handler((in, call) -> new Total(in.a() + in.b())))
            .add(Tool.named("fail").handler((in, call) -> call.error("No \u001B[31mluck")))
            .add(Resource.at("memo://one").name("one").handler(call -> "the memo"))
            .add(
                Prompt.named("greet")
                    .argument("name", "Who", true)
                    .handler((in, call) -> PromptMessage.user("Hello, " + in.get("name"))))
            .build();
    endpoint = HttpEndpoint.builder(server).port(0).start();
  }

  @AfterAll
  static void stop() {
    endpoint.close();
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

  @Test
  void a_tool_is_called_with_arguments_of_the_types_it_wants() {
    Outcome outcome = run("call", "add", "a=2", "b:=40");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Json.mapper().readTree(outcome.out()).path("total").asInt(0)).isEqualTo(42);
    Outcome json = run("call", "add", "a=2", "b=3", "--json");
    assertThat(Json.mapper().readTree(json.out()).path("structuredContent").path("total").asInt(0))
        .isEqualTo(5);
  }

  @Test
  void exit_codes_say_what_happened() {
    Outcome failed = run("call", "fail");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out()).contains("luck").doesNotContain("\u001B");
    assertThat(run("call", "nothing").code()).isEqualTo(4);
    assertThat(run("call", "add", "nonsense").code()).isEqualTo(2);
    assertThat(run("tools", "--header", "nonsense").code()).isEqualTo(2);
    StringWriter err = new StringWriter();
    CommandLine line = WaybillCommand.commandLine();
    line.setErr(new PrintWriter(err));
    assertThat(line.execute("tools", "http://127.0.0.1:1/mcp")).isEqualTo(3);
    assertThat(err.toString()).contains("nothing answers there");
    assertThat(line.execute("tools", "nowhere", "--config", "no-such-file")).isEqualTo(2);
  }

  @Test
  void lists_are_tables_or_json() {
    assertThat(run("tools").out())
        .contains("TOOL")
        .contains("add")
        .contains("a b")
        .contains("Adds");
    assertThat(
            Json.mapper()
                .readTree(run("tools", "--json").out().lines().findFirst().orElse(""))
                .path("name")
                .asString(""))
        .isEqualTo("add");
    assertThat(run("resources").out()).contains("memo://one");
    assertThat(run("prompts").out()).contains("greet").contains("name");
  }

  @Test
  void a_resource_is_read_and_a_prompt_filled_in() {
    assertThat(run("read", "memo://one").out()).isEqualToIgnoringNewLines("the memo");
    assertThat(run("prompt", "greet", "name=Ada").out()).contains("user:").contains("Hello, Ada");
  }

  @Test
  void changes_are_printed_until_there_were_enough() {
    assertThat(run("listen", "--count", "1").out()).isEqualToIgnoringNewLines("listening");
  }

  @Test
  void completion_is_printed() {
    StringWriter out = new StringWriter();
    CommandLine line = WaybillCommand.commandLine();
    line.setOut(new PrintWriter(out));
    assertThat(line.execute("generate-completion")).isZero();
    assertThat(out.toString()).contains("complete").contains("listen");
  }

  @Test
  void arguments_are_texts_json_or_what_the_schema_says() {
    ObjectNode schema =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    """
                    {"properties": {"n": {"type": "integer"}, "b": {"type": "boolean"},
                      "l": {"type": "array"}, "s": {"type": "string"}, "a.b": {"type": "string"}}}
                    """);
    assertThat(
            KeyValues.read(
                List.of(
                    "n=7",
                    "b=yes",
                    "l=[1,2]",
                    "s=7",
                    "a.b=x",
                    "o.p=y",
                    "free=1",
                    "j:={\"k\":null}"),
                schema))
        .hasToString(
            "{\"n\":7,\"b\":true,\"l\":[1,2],\"s\":\"7\",\"a.b\":\"x\",\"o\":{\"p\":\"y\"},"
                + "\"free\":\"1\",\"j\":{\"k\":null}}");
    assertThatThrownBy(() -> KeyValues.read(List.of("j:={"), schema))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_progress_bar_shows_the_share() {
    assertThat(ProgressLine.bar(new Progress(new RequestId.Whole(1), 1, 2.0, "half")))
        .isEqualTo("█".repeat(15) + "░".repeat(15) + "  50% half");
    assertThat(ProgressLine.bar(new Progress(new RequestId.Whole(1), 7, null, "on")))
        .isEqualTo("… on");
  }
}
