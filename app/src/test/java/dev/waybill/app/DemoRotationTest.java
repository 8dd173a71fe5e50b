package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** rotate_log, which asks before it acts: both rounds of it, over HTTP. */
class DemoRotationTest extends DemoTest {
  private static final String TEXT = "2026-07-28T10:00:00Z INFO hello\n";

  private Path log;

  @BeforeEach
  void write_log() throws Exception {
    log = Files.writeString(root.resolve("app.log"), TEXT);
  }

  private static ObjectNode call(String file) {
    return DemoClient.message(
        "tools/call", "{\"name\":\"rotate_log\",\"arguments\":{\"file\":\"" + file + "\"}}");
  }

  /** The first round, which must end with the question. */
  private String ask() throws Exception {
    JsonNode result = client.send(call("app.log")).result();
    assertThat(result.path("resultType").stringValue()).isEqualTo("input_required");
    assertThat(result.at("/inputRequests/confirm/method").stringValue())
        .isEqualTo("elicitation/create");
    assertThat(result.at("/inputRequests/confirm/params/message").stringValue())
        .contains("app.log", "32 bytes");
    return result.path("requestState").stringValue();
  }

  private DemoClient.Answer answer(String file, String state, String response) throws Exception {
    ObjectNode message = call(file);
    ObjectNode params = (ObjectNode) message.path("params");
    params.put("requestState", state);
    params.putObject("inputResponses").set("confirm", Json.mapper().readTree(response));
    return client.send(message);
  }

  private void assertUntouched() throws Exception {
    assertThat(log).hasContent(TEXT.strip());
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).containsExactly(log);
    }
  }

  @Test
  void a_log_is_compressed_and_emptied_once_the_user_agrees() throws Exception {
    String state = ask();
    assertUntouched();
    DemoClient.Answer answer =
        answer("app.log", state, "{\"action\":\"accept\",\"content\":{\"rotate\":true}}");
    JsonNode rotated = structured("rotate_log", answer);
    assertThat(rotated.path("bytes").intValue()).isEqualTo(TEXT.length());
    assertThat(log).isEmptyFile();
    try (InputStream archive =
        new GZIPInputStream(
            Files.newInputStream(root.resolve(rotated.path("archive").stringValue())))) {
      assertThat(new String(archive.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\":\"decline\"}",
        "{\"action\":\"cancel\"}",
        "{\"action\":\"accept\",\"content\":{\"rotate\":false}}"
      })
  void nothing_happens_unless_the_user_agrees(String response) throws Exception {
    DemoClient.Answer answer = answer("app.log", ask(), response);
    assertThat(answer.isToolError()).isTrue();
    assertThat(answer.text()).contains("Not rotated");
    assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\":\"accept\"}",
        "{\"action\":\"accept\",\"content\":{\"rotate\":\"yes\"}}",
        "{\"action\":\"accept\",\"content\":{}}",
        "{\"action\":\"perhaps\"}",
        "{}"
      })
  void what_is_no_answer_is_asked_again(String response) throws Exception {
    JsonNode result = answer("app.log", ask(), response).result();
    assertThat(result.path("resultType").stringValue()).isEqualTo("input_required");
    assertThat(result.path("inputRequests").has("confirm")).isTrue();
    assertUntouched();
  }

  @Test
  void a_log_that_grows_meanwhile_does_not_change_the_question() throws Exception {
    String state = ask();
    Files.writeString(log, TEXT + TEXT);
    JsonNode rotated =
        answer("app.log", state, "{\"action\":\"accept\",\"content\":{\"rotate\":true}}")
            .result()
            .path("structuredContent");
    assertThat(rotated.path("bytes").intValue()).isEqualTo(2 * TEXT.length());
  }

  @Test
  void a_state_that_was_changed_or_belongs_to_other_arguments_is_refused() throws Exception {
    String yes = "{\"action\":\"accept\",\"content\":{\"rotate\":true}}";
    String state = ask();
    char last = state.charAt(state.length() / 2);
    String changed =
        state.substring(0, state.length() / 2)
            + (last == 'A' ? 'B' : 'A')
            + state.substring(state.length() / 2 + 1);
    for (String bad : new String[] {changed, state.substring(1), "", "AQ", "not a state"}) {
      DemoClient.Answer answer = answer("app.log", bad, yes);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.error().path("code").intValue()).isEqualTo(-32602);
    }
    Files.writeString(root.resolve("other.log"), TEXT);
    assertThat(answer("other.log", state, yes).error().path("code").intValue()).isEqualTo(-32602);
    assertThat(root.resolve("other.log")).hasContent(TEXT.strip());
    assertThat(log).hasContent(TEXT.strip());
  }

  @Test
  void a_client_that_cannot_ask_is_told_what_it_lacks() throws Exception {
    ObjectNode message = call("app.log");
    ((ObjectNode) message.at("/params/_meta/io.modelcontextprotocol~1clientCapabilities"))
        .removeAll();
    DemoClient.Answer answer = client.send(message);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().path("code").intValue()).isEqualTo(-32021);
    assertThat(answer.error().at("/data/requiredCapabilities/elicitation").isObject()).isTrue();
    assertUntouched();
  }
}
