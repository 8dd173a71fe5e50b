package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DemoToolsTest extends DemoTest {
  private static final String LOG =
      """
      2026-07-28T10:00:00Z INFO Order 17 shipped
      2026-07-28T10:00:01Z ERROR Payment 18 failed
      2026-07-28T10:00:02Z ERROR Payment 19 failed
      """;

  @Test
  void a_log_is_summarized_from_a_file_from_gzip_and_from_text() throws Exception {
    Files.writeString(root.resolve("app.log"), LOG);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(root.resolve("app.log.gz")))) {
      out.write(LOG.getBytes(StandardCharsets.UTF_8));
    }
    ObjectNode text = Json.mapper().createObjectNode().put("text", LOG);
    for (String arguments :
        new String[] {"{\"file\":\"app.log\"}", "{\"file\":\"app.log.gz\"}", text.toString()}) {
      JsonNode summary = structured("summarize_log", arguments);
      assertThat(summary.at("/lines").intValue()).isEqualTo(3);
      assertThat(summary.at("/bytes").intValue()).isEqualTo(LOG.length());
      assertThat(summary.at("/levels/error").intValue()).isEqualTo(2);
      assertThat(summary.at("/first").stringValue()).isEqualTo("2026-07-28T10:00:00Z");
      assertThat(summary.at("/topMessages/0/pattern").stringValue())
          .isEqualTo("Payment <num> failed");
      assertThat(summary.at("/topMessages/0/count").intValue()).isEqualTo(2);
    }
  }

  @Test
  void a_large_log_is_summarized_with_progress_on_an_event_stream() throws Exception {
    int lines = 1_000_000;
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(root.resolve("large.log")))) {
      byte[] line =
          "2026-07-28T10:00:00Z WARN Retry of request 4711 after 20 ms\n"
              .getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < lines; i++) {
        out.write(line);
      }
    }
    ObjectNode message =
        DemoClient.message(
            "tools/call",
            """
            {"name":"summarize_log","arguments":{"file":"large.log"},"_meta":{"progressToken":"p1"}}
            """);
    DemoClient.Answer answer = client.send(message);
    assertThat(answer.type()).startsWith("text/event-stream");
    assertThat(structured("summarize_log", answer).at("/levels/warn").intValue()).isEqualTo(lines);
    double size = Files.size(root.resolve("large.log"));
    double before = 0;
    assertThat(answer.notifications()).isNotEmpty();
    for (JsonNode notification : answer.notifications()) {
      assertThat(notification.path("method").stringValue()).isEqualTo("notifications/progress");
      assertThat(notification.at("/params/progressToken").stringValue()).isEqualTo("p1");
      assertThat(notification.at("/params/total").doubleValue()).isEqualTo(size);
      assertThat(notification.at("/params/progress").doubleValue()).isGreaterThan(before);
      before = notification.at("/params/progress").doubleValue();
    }
    assertThat(before).isEqualTo(size);
  }

  @Test
  void files_are_searched_with_context_and_bounds() throws Exception {
    Files.createDirectory(root.resolve("logs"));
    Files.writeString(root.resolve("logs/a.log"), LOG);
    Files.writeString(root.resolve("logs/b.txt"), LOG);
    JsonNode all =
        structured("search_files", "{\"pattern\":\"payment \\\\d+\",\"ignoreCase\":true}");
    assertThat(all.path("matches")).hasSize(4);
    assertThat(all.has("truncated")).isFalse();
    JsonNode one =
        structured(
            "search_files",
            """
            {"pattern":"Payment","glob":"*.log","folder":"logs","context":1,"maxMatches":1}
            """);
    assertThat(one.path("matches")).hasSize(1);
    assertThat(one.at("/matches/0/file").stringValue()).isEqualTo("logs/a.log");
    assertThat(one.at("/matches/0/line").intValue()).isEqualTo(2);
    assertThat(one.at("/matches/0/before/0").stringValue()).contains("shipped");
    assertThat(one.at("/matches/0/after/0").stringValue()).contains("Payment 19");
    assertThat(one.path("truncated").stringValue()).isEqualTo("MAX_MATCHES");
  }

  @Test
  void disk_usage_needs_no_arguments() throws Exception {
    Files.createDirectory(root.resolve("logs"));
    Files.write(root.resolve("logs/a.log"), new byte[3000]);
    Files.write(root.resolve("b.txt"), new byte[500]);
    JsonNode usage = structured("disk_usage", "{}");
    assertThat(usage.path("totalBytes").intValue()).isEqualTo(3500);
    assertThat(usage.at("/entries/0/name").stringValue()).isEqualTo("logs");
    assertThat(usage.at("/extensions/0/name").stringValue()).isEqualTo("log");
    assertThat(usage.at("/largestFiles/0/path").stringValue()).isEqualTo("logs/a.log");
    assertThat(structured("disk_usage", "{\"folder\":\"logs\",\"largest\":0}").path("totalBytes"))
        .isEqualTo(Json.mapper().readTree("3000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          summarize_log | {}                                 | give one of "file", "text" and "folder"
          summarize_log | {"file":"a.log","text":"x"}        | give one of "file", "text" and "folder"
          summarize_log | {"file":"missing.log"}             | There is no file or folder 'missing.log'
          summarize_log | {"text":"x","topMessages":0}       | must be from 1 to 50
          summarize_log | {"file":7}                         | /file
          search_files  | {}                                 | /pattern: is required
          search_files  | {"pattern":"("}                    | Unclosed group
          search_files  | {"pattern":"x","context":99}       | context must be between 0 and 20
          search_files  | {"pattern":"x","folder":"missing"} | There is no file or folder 'missing'
          disk_usage    | {"largest":101}                    | must be from 0 to 100
          disk_usage    | {"folder":"missing"}               | There is no file or folder 'missing'
          rotate_log    | {}                                 | /file: is required
          rotate_log    | {"file":"missing.log"}             | There is no file or folder 'missing.log'
          """)
  void what_is_wrong_with_arguments_is_said_to_the_model(
      String tool, String arguments, String message) throws Exception {
    DemoClient.Answer answer = client.tool(tool, arguments);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.isToolError()).isTrue();
    assertThat(answer.text()).contains(message);
  }
}
