package dev.waybill.conformance;

import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.ResourceContents;
import dev.waybill.schema.Header;
import dev.waybill.server.Answers;
import dev.waybill.server.Elicited;
import dev.waybill.server.Feature;
import dev.waybill.server.Question;
import dev.waybill.server.Tool;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/** The tools the conformance suite calls, with the answers it expects. */
final class FixtureTools {
  record Name(String name) {}

  record Ok(boolean ok) {}

  record Color(String color) {}

  record Region(@Header("Region") String region) {}

  private FixtureTools() {}

  static List<Feature> all() {
    return List.of(
        Tool.named("test_simple_text")
            .description("Answers with text")
            .handler((in, call) -> "This is a simple text response for testing."),
        Tool.named("test_image_content")
            .description("Answers with an image")
            .handler((in, call) -> ContentBlock.image(Media.PNG, "image/png")),
        Tool.named("test_audio_content")
            .description("Answers with a sound")
            .handler((in, call) -> ContentBlock.audio(Media.WAV, "audio/wav")),
        Tool.named("test_embedded_resource")
            .description("Answers with an embedded resource")
            .handler((in, call) ->
                ContentBlock.resource(
                    ResourceContents.text(
                        "test://embedded-resource",
                        "text/plain",
                        "This is an embedded resource content."))),
        Tool.named("test_multiple_content_types")
            .description("Answers with text, an image and a resource")
            .handler((in, call) ->
                List.of(
                    ContentBlock.text("Multiple content types test:"),
                    ContentBlock.image(Media.PNG, "image/png"),
                    ContentBlock.resource(
                        ResourceContents.text(
                            "test://mixed-content-resource",
                            "application/json",
                            "{\"test\":\"data\",\"value\":123}")))),
        Tool.named("test_error_handling")
            .description("Fails on purpose")
            .handler(
                (in, call) -> call.error("This tool intentionally returns an error for testing")),
        Tool.named("test_tool_with_progress")
            .description("Reports progress three times")
            .handler((in, call) -> {
              call.progress(0, 100, "begun");
              LockSupport.parkNanos(60_000_000);
              call.progress(50, 100, "half way");
              LockSupport.parkNanos(60_000_000);
              call.progress(100, 100, "done");
              return "Progress reported";
            }),
        Tool.named("test_logging_tool")
            .description("Logs, for those who asked")
            .handler((in, call) -> {
              call.log(LoggingLevel.INFO, "The tool is at work");
              return "Logged";
            }),
        Tool.named("test_missing_capability")
            .description("Needs sampling")
            .handler((in, call) ->
                call.sample("question", CreateMessageRequestParams.user("Say hello", 10))
                    .text()
                    .orElse("nothing")),
        Tool.named("test_streaming_elicitation")
            .description("Asks for a name")
            .handler(
                (in, call) -> greet(call.elicit("user_name", "What is your name?", Name.class))),
        Tool.named("test_trigger_tool_change")
            .description("Tells that the list of tools changed")
            .handler((in, call) -> {
              call.notifications().toolsChanged();
              return "Told";
            }),
        Tool.named("test_trigger_prompt_change")
            .description("Tells that the list of prompts changed")
            .handler((in, call) -> {
              call.notifications().promptsChanged();
              return "Told";
            }),
        Tool.named("test_x_mcp_header")
            .description("Mirrors its region into a header")
            .input(Region.class)
            .handler((in, call) -> "Region " + in.region()),
        Tool.named("json_schema_2020_12_tool")
            .description("Tool with JSON Schema 2020-12 features")
            .input(schema2020())
            .handler((in, call) -> in.toString()),
        Tool.named("test_input_required_result_elicitation")
            .description("Asks for a name and greets")
            .handler(
                (in, call) -> greet(call.elicit("user_name", "What is your name?", Name.class))),
        Tool.named("test_input_required_result_sampling")
            .description("Asks the client's model")
            .handler((in, call) ->
                call.sample(
                        "capital_question",
                        CreateMessageRequestParams.user("What is the capital of France?", 100))
                    .text()
                    .orElse("no text")),
        Tool.named("test_input_required_result_list_roots")
            .description("Asks for the client's roots")
            .handler((in, call) -> "Roots: " + call.roots("client_roots").size()),
        Tool.named("test_input_required_result_request_state")
            .description("Asks for confirmation")
            .handler((in, call) -> {
              call.elicit("confirm", "Please confirm", Ok.class);
              return "Confirmed: state-ok";
            }),
        Tool.named("test_input_required_result_tampered_state")
            .description("Asks for confirmation and trusts only its own state")
            .handler((in, call) -> {
              call.elicit("confirm", "Please confirm", Ok.class);
              return "Confirmed";
            }),
        Tool.named("test_input_required_result_multiple_inputs")
            .description("Asks for three things in one round trip")
            .handler((in, call) -> {
              var name = Question.elicit("user_name", "What is your name?", Name.class);
              var greeting =
                  Question.sample(
                      "greeting", CreateMessageRequestParams.user("Generate a greeting", 50));
              var roots = Question.roots("client_roots");
              Answers answers = call.ask(name, greeting, roots);
              return answers.to(greeting).text().orElse("Hello")
                  + " "
                  + answers.to(name).accepted().map(Name::name).orElse("nobody")
                  + ", roots: "
                  + answers.to(roots).size();
            }),
        Tool.named("test_input_required_result_multi_round")
            .description("Asks twice, one after the other")
            .handler((in, call) -> {
              var name = call.elicit("step1", "Step 1: What is your name?", Name.class);
              var color = call.elicit("step2", "Step 2: What is your favorite color?", Color.class);
              return name.accepted().map(Name::name).orElse("nobody")
                  + " likes "
                  + color.accepted().map(Color::color).orElse("nothing");
            }),
        Tool.named("test_input_required_result_capabilities")
            .description("Asks only for what the client can do")
            .handler((in, call) ->
                call.client().elicitationForm()
                    ? greet(call.elicit("user_name", "What is your name?", Name.class))
                    : call.sample("name", CreateMessageRequestParams.user("Invent a name", 20))
                        .text()
                        .orElse("no name")));
  }

  private static String greet(Elicited<Name> answer) {
    return answer.accepted().map(given -> "Hello, " + given.name() + "!").orElse("Hello, whoever!");
  }

  private static ObjectNode schema2020() {
    return (ObjectNode)
        Json.mapper()
            .readTree(
                """
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
                 "$defs":{"address":{"$anchor":"addressDef","type":"object",
                   "properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
                 "properties":{"name":{"type":"string"},
                   "address":{"$ref":"#/$defs/address"},
                   "contactMethod":{"type":"string","enum":["phone","email"]},
                   "phone":{"type":"string"},"email":{"type":"string"}},
                 "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
                 "if":{"properties":{"contactMethod":{"const":"phone"}},
                   "required":["contactMethod"]},
                 "then":{"required":["phone"]},"else":{"required":["email"]},
                 "additionalProperties":false}\
                """);
  }
}
