package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StdioProcessTest {
  @Test
  void what_a_handler_prints_never_reaches_standard_output() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PollutingServer.class.getName())
            .start();
    try (Writer in = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (int id = 1; id <= 2; id++) {
        in.write(Wire.request(id, "tools/call", q("{'name':'print'}")) + "\n");
        in.flush();
        var answer = Json.parse(out.readLine().getBytes(StandardCharsets.UTF_8));
        assertThat(answer.get("id").intValue()).isEqualTo(id);
        assertThat(answer.at("/result/content/0/text").stringValue()).isEqualTo("read -1");
      }
      in.close();
      assertThat(out.readLine()).isNull();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("exits with its input").isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("this belongs on standard error");
    } finally {
      process.destroyForcibly();
    }
  }
}
