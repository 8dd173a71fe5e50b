package dev.waybill.conformance;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.server.Elicited;
import dev.waybill.server.Feature;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools the suite calls at the revisions with sessions, where questions go out on the stream of
 * a call. They are written as for any revision.
 */
final class FixtureQuestions {
  record Prompt(String prompt) {}

  record Message(String message) {}

  record Response(String response) {}

  enum Status {
    @JsonProperty("active")
    ACTIVE,
    @JsonProperty("inactive")
    INACTIVE,
    @JsonProperty("pending")
    PENDING
  }

  record Profile(
      @JsonProperty(defaultValue = "John Doe") String name,
      @JsonProperty(defaultValue = "30") int age,
      @JsonProperty(defaultValue = "95.5") double score,
      @JsonProperty(defaultValue = "active") Status status,
      @JsonProperty(defaultValue = "true") boolean verified) {}

  private FixtureQuestions() {}

  static List<Feature> all() {
    return List.of(
        Tool.named("test_tool_with_logging")
            .description("Logs three times")
            .handler((in, call) -> {
              call.log(LoggingLevel.INFO, "Tool execution started");
              call.log(LoggingLevel.INFO, "Tool processing data");
              call.log(LoggingLevel.INFO, "Tool execution completed");
              return "Logged three times";
            }),
        Tool.named("test_reconnection")
            .description("Takes so long that its stream is not kept open")
            .handler((in, call) -> {
              call.sleep(Duration.ofMillis(2_500));
              return "Done after a while";
            }),
        Tool.named("test_sampling")
            .description("Asks the client's model")
            .input(Prompt.class)
            .handler((in, call) ->
                "LLM response: "
                    + call.sample("answer", CreateMessageRequestParams.user(in.prompt(), 100))
                        .text()
                        .orElse("none")),
        Tool.named("test_elicitation")
            .description("Asks the user what it was told to ask")
            .input(Message.class)
            .handler((in, call) -> told(call.elicit("response", in.message(), Response.class))),
        Tool.named("test_elicitation_sep1034_defaults")
            .description("Asks with a form that is filled in already")
            .handler((in, call) ->
                told(call.elicit("profile", "Please review the profile", Profile.class))),
        Tool.named("test_elicitation_sep1330_enums")
            .description("Asks for choices of every kind")
            .handler((in, call) -> told(call.elicit("choices", "Please choose", choices()))));
  }

  private static String told(Elicited<?> answer) {
    return switch (answer) {
      case Elicited.Accepted<?>(var given) -> "accept: " + given;
      case Elicited.Declined<?> no -> "decline";
      case Elicited.Cancelled<?> gone -> "cancel";
    };
  }

  /** As a schema, because one of the kinds is deprecated and no record makes it. */
  private static ObjectNode choices() {
    return (ObjectNode)
        Json.mapper()
            .readTree(
                """
                {"type":"object","properties":{
                  "untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
                  "titledSingle":{"type":"string","oneOf":[
                    {"const":"value1","title":"First option"},
                    {"const":"value2","title":"Second option"}]},
                  "legacyEnum":{"type":"string","enum":["opt1","opt2"],
                    "enumNames":["Option one","Option two"]},
                  "untitledMulti":{"type":"array","minItems":1,"maxItems":3,
                    "items":{"type":"string","enum":["option1","option2","option3"]}},
                  "titledMulti":{"type":"array","minItems":1,"maxItems":3,"items":{"anyOf":[
                    {"const":"value1","title":"First choice"},
                    {"const":"value2","title":"Second choice"}]}}}}\
                """);
  }
}
