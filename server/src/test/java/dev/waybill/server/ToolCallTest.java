package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.GetPromptResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.server.Wire.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What comes of arguments, return values and exceptions. */
class ToolCallTest {
  record Address(String street, List<Integer> floors) {}

  private static Wire returning(Object value) {
    return tool((in, call) -> value);
  }

  private static Wire tool(Tool.Handler<ObjectNode> handler) {
    return Wire.of(Tool.named("t").handler(handler));
  }

  @Test
  void values_become_content() {
    assertThat(returning("text").call("t", "{}").result().get("content"))
        .isEqualTo(Json.mapper().readTree(q("[{'type':'text','text':'text'}]")));
    assertThat(tool((in, call) -> null).call("t", "{}").result().get("content")).isEmpty();
    assertThat(
            returning(ContentBlock.image(new byte[] {0, 1, (byte) 255}, "image/png"))
                .call("t", "{}")
                .result()
                .get("content"))
        .isEqualTo(
            Json.mapper().readTree(q("[{'type':'image','data':'AAH/','mimeType':'image/png'}]")));
    JsonNode blocks =
        returning(List.of(ContentBlock.text("a"), ContentBlock.link("test:a", "A")))
            .call("t", "{}")
            .result();
    assertThat(blocks.get("content").size()).isEqualTo(2);
    assertThat(blocks.has("structuredContent")).isFalse();
  }

  @Test
  void other_values_become_structured_content_with_their_text_beside_it() {
    for (Object value :
        new Object[] {
          5,
          1.5,
          true,
          List.of(),
          List.of(1, 2),
          Map.of("a", 1),
          new Address("s", List.of(1)),
          Optional.of(3),
          LocalDate.of(2026, 7, 28)
        }) {
      JsonNode result = returning(value).call("t", "{}").result();
      assertThat(result.get("structuredContent"))
          .isEqualTo(Json.mapper().readTree(Json.bytes(value)));
      assertThat(Json.mapper().readTree(result.at("/content/0/text").stringValue()))
          .isEqualTo(result.get("structuredContent"));
      assertThat(result.has("isError")).isFalse();
    }
  }

  @Test
  void a_result_stands_as_it_is() {
    var made =
        new CallToolResult(
            List.of(ContentBlock.text("x")),
            Wire.json("{'a':1}"),
            true,
            Map.of("com.example/k", Wire.json("{}")));
    JsonNode result = returning(made).call("t", "{}").result();
    assertThat(result.at("/_meta/com.example~1k").isObject()).isTrue();
    assertThat(result.get("isError").booleanValue()).isTrue();
    assertThat(result.get("structuredContent")).isEqualTo(Wire.json("{'a':1}"));
  }

  @Test
  void a_result_of_another_method_is_refused() {
    Answer answer = returning(GetPromptResult.of(PromptMessage.user("x"))).call("t", "{}");
    assertThat(answer.errorCode()).isEqualTo(-32603);
    assertThat(answer.errorText()).contains("\"t\"", "GetPromptResult");
  }

  @Test
  void structured_content_keeps_the_promise_of_the_output_schema() {
    Tool.Builder<ObjectNode> promising = Tool.named("t").output(Address.class);
    assertThat(
            Wire.of(promising.handler((in, call) -> new Address("s", List.of(1))))
                .call("t", "{}")
                .result()
                .get("structuredContent"))
        .isEqualTo(Wire.json("{'street':'s','floors':[1]}"));
    for (Object broken :
        Arrays.asList(
            null,
            "text",
            5,
            Map.of("street", 5),
            CallToolResult.text("x"),
            ContentBlock.text("x"))) {
      Answer answer = Wire.of(promising.handler((in, call) -> broken)).call("t", "{}");
      assertThat(answer.errorCode()).as("%s", broken).isEqualTo(-32603);
      assertThat(answer.status).isEqualTo(500);
      assertThat(answer.errorText()).contains("\"t\"", "output schema");
    }
    assertThat(
            Wire.of(promising.handler((in, call) -> call.error("sorry"))).call("t", "{}").isError())
        .isTrue();
  }

  @Test
  void output_may_be_any_json() {
    assertThat(
            Wire.of(Tool.named("t").output(String.class).handler((in, call) -> "x"))
                .call("t", "{}")
                .result()
                .get("structuredContent")
                .stringValue())
        .isEqualTo("x");
    assertThat(
            Wire.of(
                    Tool.named("t")
                        .output(Wire.json("{'type':'null'}"))
                        .handler((in, call) -> null))
                .call("t", "{}")
                .result()
                .get("structuredContent")
                .isNull())
        .isTrue();
  }

  @Test
  void an_exception_is_a_tool_error_with_a_number_and_its_reason_is_in_the_log() {
    for (Throwable secret :
        List.of(
            new IllegalStateException("password=hunter2"),
            new java.io.IOException("password=hunter2"),
            new AssertionError("password=hunter2"),
            new StackOverflowError("password=hunter2"),
            new NoClassDefFoundError("password=hunter2"),
            new InterruptedException("password=hunter2"))) {
      PrintStream before = System.err;
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      Answer answer;
      System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
      try {
        answer =
            tool(
                    (in, call) -> {
                      if (secret instanceof Exception e) {
                        throw e;
                      }
                      throw (Error) secret;
                    })
                .call("t", "{}");
      } finally {
        System.setErr(before);
      }
      assertThat(answer.isError()).isTrue();
      assertThat(answer.status).isEqualTo(200);
      assertThat(String.valueOf(answer.response)).doesNotContain("hunter2", "Exception", "Error:");
      String id = answer.text().replaceAll(".* under ", "");
      assertThat(id).matches("[0-9a-f]{12}");
      assertThat(log.toString(StandardCharsets.UTF_8)).contains(id, "hunter2", "ToolCallTest");
    }
  }

  @Test
  void what_is_meant_for_the_model_reaches_it() {
    assertThat(
            tool(
                    (in, call) -> {
                      throw new ToolException("Try again at noon.");
                    })
                .call("t", "{}")
                .text())
        .isEqualTo("Try again at noon.");
    Answer refused =
        tool(
                (in, call) -> {
                  throw McpException.invalidParams("no such ship");
                })
            .call("t", "{}");
    assertThat(refused.errorCode()).isEqualTo(-32602);
    assertThat(refused.errorText()).isEqualTo("no such ship");
  }

  @Test
  void a_value_that_cannot_be_written_is_a_tool_error() {
    Object[] circle = new Object[1];
    circle[0] = circle;
    assertThat(returning(circle).call("t", "{}").isError()).isTrue();
    assertThat(returning(new Object()).call("t", "{}").status).isEqualTo(200);
    assertThat(returning(Double.NaN).call("t", "{}").status).isEqualTo(200);
  }

  @Test
  void meta_and_client_are_there_for_the_handler() {
    Wire wire =
        tool((in, call) ->
            call.meta().traceparent().orElse("")
                + call.client().roots()
                + call.meta().json().path("com.example/x").intValue(0)
                + call.principal().id());
    assertThat(
            wire.as(
                    Principal.of("me"),
                    "tools/call",
                    "{'name':'t','_meta':{'traceparent':'00-1','com.example/x':7}}")
                .text())
        .isEqualTo("00-1true7me");
  }
}
