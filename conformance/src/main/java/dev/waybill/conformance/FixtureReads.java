package dev.waybill.conformance;

import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.PromptMessage;
import dev.waybill.protocol.ResourceContents;
import dev.waybill.protocol.Role;
import dev.waybill.server.Feature;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.ResourceTemplate;
import java.util.List;

/** The resources and prompts the conformance suite reads, with the contents it expects. */
final class FixtureReads {
  record Context(String context) {}

  private FixtureReads() {}

  static List<Feature> all() {
    return List.of(
        Resource.at("test://static-text")
            .name("Static text")
            .description("Text that never changes")
            .mimeType("text/plain")
            .handler(call -> "This is the content of the static text resource."),
        Resource.at("test://static-binary")
            .name("Static binary")
            .description("An image that never changes")
            .mimeType("image/png")
            .handler(call -> Media.PNG),
        Resource.at("test://watched-resource")
            .name("Watched resource")
            .description("A resource to subscribe to")
            .mimeType("text/plain")
            .handler(call -> "Watched"),
        ResourceTemplate.at("test://template/{id}/data")
            .name("Template data")
            .description("Data by id")
            .mimeType("application/json")
            .handler((in, call) ->
                "{\"id\":\"%1$s\",\"templateTest\":true,\"data\":\"Data for ID: %1$s\"}"
                    .formatted(in.get("id"))),
        Prompt.named("test_simple_prompt")
            .description("A prompt without arguments")
            .handler((in, call) -> "This is a simple prompt for testing."),
        Prompt.named("test_prompt_with_arguments")
            .description("A prompt with two arguments")
            .argument("arg1", "First argument", true)
            .argument("arg2", "Second argument", true)
            .complete("arg1", (value, known, who) -> List.of(value + "-one", value + "-two"))
            .handler((in, call) ->
                "Prompt with arguments: arg1='%s', arg2='%s'"
                    .formatted(in.get("arg1"), in.get("arg2"))),
        Prompt.named("test_prompt_with_embedded_resource")
            .description("A prompt that carries a resource")
            .argument("resourceUri", "The resource's URI", true)
            .handler((in, call) ->
                List.of(
                    new PromptMessage(
                        Role.USER,
                        ContentBlock.resource(
                            ResourceContents.text(
                                String.valueOf(in.get("resourceUri")),
                                "text/plain",
                                "Embedded resource content for testing."))),
                    PromptMessage.user("Please process the embedded resource above."))),
        Prompt.named("test_prompt_with_image")
            .description("A prompt that carries an image")
            .handler((in, call) ->
                List.of(
                    new PromptMessage(Role.USER, ContentBlock.image(Media.PNG, "image/png")),
                    PromptMessage.user("Please analyze the image above."))),
        Prompt.named("test_input_required_result_prompt")
            .description("A prompt that asks before it is filled in")
            .handler((in, call) ->
                call.elicit("user_context", "What context should the prompt use?", Context.class)
                    .accepted()
                    .map(given -> "Use this context: " + given.context())
                    .orElse("Use no context")));
  }
}
