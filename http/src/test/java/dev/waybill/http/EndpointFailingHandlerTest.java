package dev.waybill.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EndpointFailingHandlerTest extends EndpointProof {
  private static final Pattern CORRELATION = Pattern.compile("under ([0-9a-f]{12})$");

  private final PrintStream usual = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @Override
  McpServer.Builder engine(McpServer.Builder server) {
    return super.engine(server)
        .add(Tool.named("overflow").handler((in, call) -> overflow(1)))
        .add(
            Tool.named("assert")
                .handler((in, call) -> {
                  throw new AssertionError("the password is hunter2");
                }))
        .add(
            Prompt.named("failing")
                .handler((in, call) -> {
                  throw new IllegalStateException("the password is hunter2");
                }))
        .add(
            Resource.at("memo://failing")
                .handler(call -> {
                  throw new IOException("the password is hunter2");
                }));
  }

  private static String overflow(int depth) {
    return depth < 0 ? "" : overflow(depth + 1) + depth;
  }

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(log, true, UTF_8));
  }

  @AfterEach
  void hush() {
    System.setErr(usual);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "overflow", "assert"})
  void a_tool_that_throws_is_a_tool_error_with_a_number_to_ask_about(String tool)
      throws IOException {
    for (Wired.Response answer : answers(EndpointMessage.call(tool, "{}"))) {
      JsonNode result = result(answer);
      assertThat(result.path("isError").booleanValue()).isTrue();
      safe(answer, result.at("/content/0/text").stringValue());
    }
  }

  @Test
  void a_prompt_or_resource_that_throws_is_an_internal_error_with_a_number_to_ask_about()
      throws IOException {
    for (EndpointMessage message :
        new EndpointMessage[] {
          EndpointMessage.of("prompts/get", "{\"name\":\"failing\"}"),
          EndpointMessage.of("resources/read", "{\"uri\":\"memo://failing\"}")
        }) {
      for (Wired.Response answer : answers(message)) {
        assertThat(answer.status()).isEqualTo(500);
        JsonNode error = Json.parse(answer.bytes()).get("error");
        assertThat(error.path("code").intValue()).isEqualTo(-32603);
        safe(answer, error.path("message").stringValue());
      }
    }
  }

  /** The peer learns a number and nothing else; under that number the log has it all. */
  private void safe(Wired.Response answer, String message) {
    assertThat(answer.body())
        .doesNotContain("hunter2", "Exception", "Error:", "at dev.waybill", ".java");
    Matcher correlation = CORRELATION.matcher(message);
    assertThat(correlation.find()).as(message).isTrue();
    await()
        .untilAsserted(() ->
            assertThat(log.toString(UTF_8))
                .contains("[" + correlation.group(1) + "]")
                .contains("at dev.waybill"));
  }
}
