package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ContentBlock;
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
      "  waybill call http://127.0.0.1:8080/mcp summarize_log path=app.log",
      "  waybill call https://mcp.example.com/mcp deploy env=staging replicas:=3 --login",
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

  @Option(names = "--start", description = "Do not wait for a task; print how to take it up")
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
      out().println(client.with(server().options()).start(tool, given).detach());
      return 0;
    }
    try (ProgressLine progress = new ProgressLine(err(), !server().json())) {
      return print(
          client.with(server().options().onProgress(progress::show)).call(tool, given), progress);
    }
  }

  private int print(CallToolResult result, ProgressLine progress) {
    progress.close();
    if (server().json()) {
      printJson(result);
    } else if (result.structuredContent() != null) {
      out()
          .println(
              Plain.text(
                  Json.mapper()
                      .writerWithDefaultPrettyPrinter()
                      .writeValueAsString(result.structuredContent())));
    } else {
      for (ContentBlock block : result.content()) {
        print(block);
      }
    }
    return result.isError() ? 1 : 0;
  }
}
