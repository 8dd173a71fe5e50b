package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.client.TaskHandle;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Tool;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill call}: calls a tool and prints what it answers. */
@Command(
    name = "call",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Calls a tool of an MCP server.",
    footer = {
      "",
      "Examples:",
      "  waybill call http://127.0.0.1:8080/mcp summarize_log file=app.log",
      "  waybill call https://mcp.example.com/mcp deploy env=staging replicas:=3 --login",
      "  task=$(waybill call https://mcp.example.com/mcp reindex --start)",
      "  waybill call 'stdio:npx -y @modelcontextprotocol/server-everything' echo message=hi",
      "",
      ServerCommands.EXIT_CODES
    })
final class CallCommand extends ServerCommands {
  @Parameters(index = "1", paramLabel = "TOOL", description = "The tool's name")
  private String tool = "";

  @Parameters(
      index = "2..*",
      paramLabel = "KEY=VALUE",
      description = "Arguments; KEY:=JSON for what is no text, A.B=VALUE for what is inside")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = "--start",
      description =
          "Do not wait when the server makes a task of the call; print its id for 'waybill task'")
  private boolean start;

  @Override
  int run(McpClient client) {
    // The schema says which arguments are numbers; without a list all are texts.
    JsonNode schema =
        client
            .tools()
            .filter(known -> known.name().equals(tool))
            .findFirst()
            .map(Tool::inputSchema)
            .orElseGet(() -> Json.mapper().createObjectNode());
    ObjectNode given;
    try {
      given = KeyValues.read(arguments, schema);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()));
    }
    if (start) {
      return print(client.with(server().options()).start(tool, given));
    }
    CallToolResult result;
    try (ProgressLine progress = new ProgressLine(err(), !server().json())) {
      result = client.with(server().options().onProgress(progress::show)).call(tool, given);
    }
    return print(result);
  }

  /** The task's id alone, for scripts; a call that came to no task is done, so its result. */
  private int print(TaskHandle handle) {
    if (handle.id().isEmpty()) {
      return print(handle.await());
    }
    out().println(server().json() ? handle.detach() : Plain.text(handle.id().get()));
    return 0;
  }
}
