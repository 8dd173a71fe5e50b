package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.protocol.Tool;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code waybill tools}: what a server's tools are. */
@Command(
    name = "tools",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Lists the tools of an MCP server.",
    footer = {"", ServerCommands.EXIT_CODES})
final class ToolsCommand extends ServerCommands {
  @Override
  int run(McpClient client) {
    List<Tool> tools = client.tools().toList();
    if (server().json()) {
      tools.forEach(this::printJson);
      return 0;
    }
    TextTable table = table("TOOL", "ARGUMENTS", "DESCRIPTION");
    for (Tool tool : tools) {
      table.row(line(tool.name()), arguments(tool), line(tool.description()));
    }
    out().print(table.text());
    return 0;
  }

  /** The names of arguments; those that may be left out in brackets. */
  private static String arguments(Tool tool) {
    StringBuilder arguments = new StringBuilder();
    for (String name : tool.inputSchema().path("properties").propertyNames()) {
      boolean required =
          tool.inputSchema()
              .path("required")
              .valueStream()
              .anyMatch(known -> known.asString("").equals(name));
      arguments.append(required ? name : "[" + name + "]").append(" ");
    }
    return line(arguments.toString());
  }
}
