package dev.waybill.conformance;

import dev.waybill.client.CallOptions;
import dev.waybill.client.Elicitation;
import dev.waybill.client.McpClient;
import dev.waybill.client.McpClientBuilder;
import dev.waybill.client.McpClientException;
import dev.waybill.client.Skill;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.CreateMessageResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Prompt;
import dev.waybill.protocol.Resource;
import dev.waybill.protocol.Role;
import dev.waybill.protocol.Root;
import dev.waybill.protocol.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The client the conformance suite runs: {@code ./build fixture-client URL}. What it is to do comes
 * in the suite's environment variables.
 */
public final class FixtureClient {
  private final McpClient client;
  private final JsonNode context;

  private FixtureClient(McpClient client, JsonNode context) {
    this.client = client;
    this.context = context;
  }

  /** Runs one scenario against a server; a failure is told on standard error and exits with 1. */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("Usage: fixture-client URL, with the suite's environment variables");
      System.exit(2);
    }
    Map<String, String> environment = System.getenv();
    try {
      run(URI.create(args[0]), environment);
    } catch (McpClientException e) {
      System.err.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void run(URI server, Map<String, String> environment) throws Exception {
    String scenario = environment.getOrDefault("MCP_CONFORMANCE_SCENARIO", "tools_call");
    JsonNode context =
        Json.mapper().readTree(environment.getOrDefault("MCP_CONFORMANCE_CONTEXT", "{}"));
    McpClientBuilder builder =
        McpClient.builder(server)
            .options(CallOptions.DEFAULTS.timeout(Duration.ofSeconds(60)))
            .onElicit(FixtureClient::accept)
            .onSample(request ->
                new CreateMessageResult(
                    Role.ASSISTANT, List.of(ContentBlock.text("sampled")), "none", null, Map.of()))
            .onRoots(() -> List.of(new Root("file:///fixture", "fixture", Map.of())));
    String revision = environment.get("MCP_CONFORMANCE_PROTOCOL_VERSION");
    if (revision != null) {
      builder.revision(revision);
    }
    if (scenario.startsWith("auth/")) {
      builder.authorizer(
          new FixtureOAuth(server, HttpClient.newHttpClient()).authorizer(scenario, context));
    }
    try (McpClient client = builder.build()) {
      new FixtureClient(client, context).play(scenario);
    }
  }

  private static dev.waybill.protocol.ElicitResult accept(Elicitation question) {
    return switch (question) {
      case Elicitation.Form form -> form.accept();
      case Elicitation.Page page -> page.decline();
    };
  }

  private void play(String scenario) {
    switch (scenario) {
      case "request-metadata", "json-schema-ref-no-deref" -> listed("");
      case "json-schema-2020-12-preservation" -> echoSchema();
      case "http-standard-headers" -> everything();
      case "http-custom-headers" -> context.path("toolCalls").forEach(this::callAsTold);
      case "sep-2322-client-request-state" -> rounds();
      case "sep-2640-client-no-prefetch" -> client.skills().forEach(skill -> {});
      case "sep-2640-client-verify-digest",
          "sep-2640-client-verify-size",
          "sep-2640-client-verify-frontmatter" ->
          client.skills().forEach(this::loadAll);
      default -> client.tools().toList().forEach(this::call);
    }
  }

  private ObjectNode listed(String name) {
    return client
        .tools()
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .map(Tool::inputSchema)
        .orElseGet(() -> Json.mapper().createObjectNode());
  }

  private void echoSchema() {
    client.call("json_schema_echo", Map.of("schema", listed("json_schema_2020_12_tool")));
  }

  /** Every method that has headers of its own. */
  private void everything() {
    client.tools().toList().forEach(this::call);
    client.resources().map(Resource::uri).toList().forEach(client::read);
    for (Prompt prompt : client.prompts().toList()) {
      Map<String, String> arguments = new HashMap<>();
      prompt.arguments().forEach(argument -> arguments.put(argument.name(), "x"));
      client.prompt(prompt.name(), arguments);
    }
  }

  private void callAsTold(JsonNode call) {
    listed("");
    client.call(call.path("name").asString(""), call.path("arguments"));
  }

  private void rounds() {
    client.call("test_mrtr_echo_state", Map.of());
    client.call("test_mrtr_unrelated", Map.of());
    client.call("test_mrtr_no_state", Map.of());
    client.call("test_mrtr_no_result_type", Map.of());
  }

  /** With a value for each parameter, so that nothing is missing. */
  private void call(Tool tool) {
    ObjectNode arguments = Json.mapper().createObjectNode();
    for (var property : tool.inputSchema().path("properties").properties()) {
      switch (property.getValue().path("type").asString("")) {
        case "number", "integer" -> arguments.put(property.getKey(), 2);
        case "boolean" -> arguments.put(property.getKey(), true);
        case "string" -> arguments.put(property.getKey(), "x");
        default -> {}
      }
    }
    client.call(tool.name(), arguments);
  }

  private void loadAll(Skill skill) {
    String text = client.load(skill);
    System.out.println(skill.name() + ": " + text.length() + " characters");
    skill.files().ifPresent(files -> files.forEach(file -> client.load(skill, file.uri())));
  }
}
