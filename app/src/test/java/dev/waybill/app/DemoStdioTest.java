package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The demo as a desktop client starts it: messages on its standard streams, and nothing else. */
class DemoStdioTest {
  @TempDir Path root;
  private DemoProcess demo;
  private OutputStream in;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(root.resolve("app.log"), "2026-07-28T10:00:00Z ERROR It broke\n");
    demo = DemoProcess.of("demo", "--stdio", "--root", root.toString());
    in = demo.process().getOutputStream();
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  private void send(String line) throws IOException {
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private void send(String id, String method, String params) throws IOException {
    send(DemoClient.message(method, params).put("id", id).toString());
  }

  private JsonNode next() throws IOException {
    JsonNode message = Json.parse(demo.out().readLine().getBytes(StandardCharsets.UTF_8));
    assertThat(message.path("jsonrpc").stringValue()).isEqualTo("2.0");
    return message;
  }

  @Test
  void interleaved_requests_are_all_answered_and_nothing_else_is_printed() throws Exception {
    send("discover", "server/discover", "{}");
    send("tools", "tools/list", "{}");
    send("log", "tools/call", "{\"name\":\"summarize_log\",\"arguments\":{\"file\":\"app.log\"}}");
    send("find", "tools/call", "{\"name\":\"search_files\",\"arguments\":{\"pattern\":\"broke\"}}");
    send("disk", "tools/call", "{\"name\":\"disk_usage\",\"arguments\":{}}");
    send("read", "resources/read", "{\"uri\":\"log:///app.log\"}");
    send("wrong", "no/such", "{}");
    send("this is not JSON");
    Map<String, JsonNode> byId = new HashMap<>();
    for (int i = 0; i < 8; i++) {
      JsonNode answer = next();
      byId.put(answer.path("id").asString(""), answer);
    }
    assertThat(byId.get("discover").at("/result/supportedVersions/0").stringValue())
        .isEqualTo("2026-07-28");
    assertThat(byId.get("tools").at("/result/tools")).hasSize(4);
    assertThat(byId.get("log").at("/result/structuredContent/levels/error").intValue())
        .isEqualTo(1);
    assertThat(byId.get("find").at("/result/structuredContent/matches")).hasSize(1);
    assertThat(byId.get("disk").at("/result/structuredContent/fileCount").intValue()).isEqualTo(1);
    assertThat(byId.get("read").at("/result/contents/0/text").stringValue()).contains("It broke");
    assertThat(byId.get("wrong").at("/error/code").intValue()).isEqualTo(-32601);
    assertThat(byId.get("").at("/error/code").intValue()).isEqualTo(-32700);
    in.close();
    assertThat(demo.out().readLine()).isNull();
    assertThat(demo.exit()).isZero();
  }

  @Test
  void a_log_is_rotated_in_two_rounds() throws Exception {
    ObjectNode message =
        DemoClient.message(
            "tools/call", "{\"name\":\"rotate_log\",\"arguments\":{\"file\":\"app.log\"}}");
    send(message.toString());
    JsonNode question = next().path("result");
    assertThat(question.path("resultType").stringValue()).isEqualTo("input_required");
    ObjectNode params = (ObjectNode) message.path("params");
    params.set("requestState", question.path("requestState"));
    params
        .putObject("inputResponses")
        .set(
            "confirm",
            Json.mapper().readTree("{\"action\":\"accept\",\"content\":{\"rotate\":true}}"));
    send(message.toString());
    assertThat(next().at("/result/structuredContent/file").stringValue()).isEqualTo("app.log");
    assertThat(root.resolve("app.log")).isEmptyFile();
  }

  @Test
  void a_subscriber_hears_of_a_change_and_no_more_once_it_cancels() throws Exception {
    send(
        "watch",
        "subscriptions/listen",
        "{\"notifications\":{\"resourceSubscriptions\":[\"log:///app.log\"]}}");
    assertThat(next().path("method").stringValue())
        .isEqualTo("notifications/subscriptions/acknowledged");
    Files.writeString(root.resolve("app.log"), "more\n", StandardOpenOption.APPEND);
    assertThat(next().at("/params/uri").stringValue()).isEqualTo("log:///app.log");
    send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
            + "\"params\":{\"requestId\":\"watch\"}}");
    in.close();
    assertThat(demo.exit()).isZero();
  }
}
