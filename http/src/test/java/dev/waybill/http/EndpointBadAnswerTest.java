package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is no answer to the question that was asked leaves it open: it is asked again. */
class EndpointBadAnswerTest extends EndpointProof {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "deploy | {}",
        "deploy | null",
        "deploy | \"accept\"",
        "deploy | {\"action\":null}",
        "deploy | {\"action\":1}",
        "deploy | {\"action\":\"maybe\"}",
        "deploy | {\"action\":\"accept\"}",
        "deploy | {\"action\":\"accept\",\"content\":[]}",
        "deploy | {\"action\":\"accept\",\"content\":{}}",
        "deploy | {\"action\":\"accept\",\"content\":{\"approved\":\"yes\"}}",
        "deploy | {\"action\":\"accept\",\"content\":{\"approved\":null}}",
        "think  | {}",
        "think  | {\"content\":{\"type\":\"text\",\"text\":\"x\"},\"model\":\"m\"}",
        "think  | {\"role\":\"assistant\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}",
        "think  | {\"role\":\"assistant\",\"model\":\"m\"}",
        "think  | {\"role\":\"assistant\",\"model\":\"m\",\"content\":null}",
        "think  | {\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\"}}",
        "think  | {\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"song\"}}",
        "think  | {\"role\":\"assistant\",\"model\":\"m\",\"content\":[null]}",
        "think  |"
            + " {\"role\":\"king\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}",
        "roots  | {}",
        "roots  | {\"roots\":null}",
        "roots  | {\"roots\":[null]}",
        "roots  | {\"roots\":[{}]}",
        "roots  | {\"roots\":[{\"uri\":null}]}",
        "roots  | {\"roots\":\"file:///\"}",
      })
  void what_is_no_answer_is_asked_again(String tool, String given) throws IOException {
    String arguments = tool.equals("deploy") ? "{\"env\":\"prod\"}" : "{}";
    String key =
        switch (tool) {
          case "deploy" -> "approve";
          case "think" -> "thought";
          default -> "roots";
        };
    EndpointMessage asking = EndpointMessage.call(tool, arguments);
    JsonNode asked = result(http1(asking));
    EndpointMessage retry =
        asking.params(params -> {
          params.set("requestState", asked.get("requestState"));
          params.putObject("inputResponses").set(key, Json.mapper().readTree(given));
        });
    for (Wired.Response answer : answers(retry)) {
      JsonNode again = result(answer);
      assertThat(again.path("resultType").stringValue())
          .as(answer.body())
          .isEqualTo("input_required");
      assertThat(again.get("inputRequests")).isEqualTo(asked.get("inputRequests"));
    }
  }
}
