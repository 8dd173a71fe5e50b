package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointCapabilityTest extends EndpointProof {
  private static final String PROD = "{\"env\":\"prod\"}";

  static Stream<Case> what_the_client_did_not_declare() {
    return Stream.of(
        lacks("deploy", PROD, "{}", "{\"elicitation\":{\"form\":{}}}"),
        lacks("deploy", PROD, "{\"sampling\":{},\"roots\":{}}", "{\"elicitation\":{\"form\":{}}}"),
        lacks("deploy", PROD, "{\"elicitation\":{\"url\":{}}}", "{\"elicitation\":{\"form\":{}}}"),
        lacks("visit", "{}", "{}", "{\"elicitation\":{\"url\":{}}}"),
        lacks("visit", "{}", "{\"elicitation\":{}}", "{\"elicitation\":{\"url\":{}}}"),
        lacks("visit", "{}", "{\"elicitation\":{\"form\":{}}}", "{\"elicitation\":{\"url\":{}}}"),
        lacks("think", "{}", "{}", "{\"sampling\":{}}"),
        lacks("think", "{}", "{\"elicitation\":{}}", "{\"sampling\":{}}"),
        lacks("roots", "{}", "{}", "{\"roots\":{}}"),
        lacks(
            "several", "{}", "{}", "{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}"),
        lacks("several", "{}", "{\"elicitation\":{},\"roots\":{}}", "{\"sampling\":{}}"),
        lacks(
            "a prompt",
            EndpointMessage.of("prompts/get", "{\"name\":\"asking\"}", "{\"sampling\":{}}"),
            "{\"roots\":{}}"),
        lacks(
            "a resource",
            EndpointMessage.of("resources/read", "{\"uri\":\"memo://asking\"}", "{}"),
            "{\"roots\":{}}"));
  }

  private static Case lacks(String tool, String arguments, String declared, String required) {
    String params = "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
    return lacks(
        tool + " with " + declared, EndpointMessage.of("tools/call", params, declared), required);
  }

  private static Case lacks(String name, EndpointMessage message, String required) {
    return new Case(
        name,
        message,
        400,
        -32021,
        Id.NAMED,
        error ->
            assertThat(error.at("/data/requiredCapabilities"))
                .isEqualTo(Json.mapper().readTree(required)));
  }

  @ParameterizedTest
  @MethodSource
  void what_the_client_did_not_declare(Case c) throws IOException {
    for (Wired.Response answer : answers(c.message())) {
      refused(c, answer);
    }
  }
}
