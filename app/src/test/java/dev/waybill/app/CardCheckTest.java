package dev.waybill.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.discovery.Card;
import dev.waybill.discovery.Input;
import dev.waybill.discovery.Publication;
import dev.waybill.discovery.Remote;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** {@code discover --check} and {@code card --check} against a server that wants a token. */
class CardCheckTest {
  private static final String TOKEN = "correct-horse";
  private static HttpEndpoint endpoint;
  private static String origin;

  @TempDir Path folder;

  private record Run(int code, String out, String err) {}

  @BeforeAll
  static void publish() {
    McpServer weather = McpServer.builder("weather", "2.1.0").description("Forecasts").build();
    McpServer tides = McpServer.builder("tides", "1.0.0").description("High water").build();
    endpoint =
        HttpEndpoint.builder(weather)
            .path("/weather")
            .serve("/tides", tides)
            .authenticator(headers -> {
              if (!("Bearer " + TOKEN).equals(headers.get("Authorization"))) {
                throw new McpException(ErrorCode.UNAUTHORIZED, "Who are you?");
              }
              return Principal.ANONYMOUS;
            })
            .start();
    origin = "http://127.0.0.1:" + endpoint.port();
    Card card =
        Card.standard()
            .namespace("com.example")
            .header(Remote.Header.bearer("From your account page"))
            .header(
                Remote.Header.of("X-Region", Input.withDefault("Where", "eu").oneOf("eu", "us")));
    endpoint.publish(
        Publication.at(endpoint.uri())
            .add("/weather", weather.describe(), card)
            .add("/tides", tides.describe(), card)
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
  void without_a_terminal_it_is_said_what_is_missing_and_how_to_give_it() {
    Run run = run("card", origin + "/weather", "--check");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "com.example/weather: ",
            "\"token\" (From your account page) has to be supplied",
            "--input NAME=VALUE, secrets with --input-env NAME=VARIABLE",
            "what is not given: token=…")
        .doesNotContain("X-Region=");
  }

  @Test
  void a_server_that_is_what_its_card_says_is_told_so() {
    Run run =
        run(
            "card",
            origin + "/weather",
            "--check",
            "--input",
            "token=" + TOKEN,
            "--input",
            "X-Region=us");

    assertThat(run.err())
        .isEqualTo("waybill: com.example/weather answers and is what its card says\n");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\"com.example/weather\"").doesNotContain(TOKEN);
  }

  @Test
  void what_is_supplied_for_one_server_is_sent_to_no_other() {
    Run several = run("discover", origin, "--check", "--input", "token=" + TOKEN);
    assertThat(several.code()).isEqualTo(2);
    assertThat(several.err()).contains("--server", "[com.example/weather, com.example/tides]");

    Run one =
        run(
            "discover",
            origin,
            "--check",
            "--server",
            "com.example/tides",
            "--input",
            "token=" + TOKEN);
    assertThat(one.err()).contains("com.example/tides answers").doesNotContain("weather");
    assertThat(one.code()).isZero();
  }

  @Test
  void a_card_that_is_not_up_to_date_is_told() throws Exception {
    Path file = folder.resolve("card.json");
    Files.writeString(file, run("card", origin + "/weather").out().replace("2.1.0", "2.0.0"));

    Run run =
        run("card", "--allow-private", file.toString(), "--check", "--input", "token=" + TOKEN);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("version: the card says 2.0.0, the server 2.1.0");
    assertThat(run("card", file.toString(), "--check", "--input", "token=" + TOKEN))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(1))
        .satisfies(refused -> assertThat(refused.err()).contains("address"));
  }

  @Test
  void wrong_values_and_options_are_refused() {
    String card = origin + "/weather";
    Run wrongToken = run("card", card, "--check", "--input-env", "token=PATH");
    assertThat(wrongToken.code()).isEqualTo(5);
    assertThat(wrongToken.err()).doesNotContain(System.getenv("PATH"));
    assertThat(run("card", card, "--check", "--input", "tokn=x").err())
        .contains("does not want \"tokn\", it wants [token, X-Region]");
    assertThat(run("card", card, "--check", "--input-env", "token=NO_SUCH_VARIABLE").err())
        .contains("NO_SUCH_VARIABLE is not set");
    assertThat(run("card", card, "--check", "--input", "token=x", "--input", "X-Region=mars").err())
        .contains("\"X-Region\" is none of [eu, us]");
    assertThat(run("card", card, "--input", "token=x").err()).contains("are for --check");
    assertThat(run("card", "--check").err()).contains("published or in a file");
  }

  @Test
  @Tag("slow")
  @EnabledOnOs(OS.LINUX)
  void on_a_terminal_it_asks_and_shows_no_secret() throws Exception {
    String java = ProcessHandle.current().info().command().orElse("java");
    String command =
        String.join(
            " ",
            List.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.waybill.app.WaybillCommand",
                "card",
                origin + "/weather",
                "--check"));
    Path seen = folder.resolve("terminal");
    Process process =
        new ProcessBuilder("script", "-qefc", command, seen.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Writer keyboard = process.outputWriter(UTF_8)) {
      await(seen, "not shown: ");
      keyboard.write(TOKEN + "\n");
      keyboard.flush();
      await(seen, "X-Region (Where) eu|us [eu]: ");
      keyboard.write("mars\n");
      keyboard.flush();
      await(seen, "is none of [eu, us]");
      keyboard.write("\n");
      keyboard.flush();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(seen))
        .contains("mars", "answers and is what its card says")
        .doesNotContain(TOKEN);
  }

  private static void await(Path seen, String text) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(seen) && Files.readString(seen).contains(text));
  }
}
