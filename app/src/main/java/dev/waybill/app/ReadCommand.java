package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.protocol.ReadResourceResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code waybill read}: what a resource holds. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Reads a resource of an MCP server.",
    footer = {"", ServerCommands.EXIT_CODES})
final class ReadCommand extends ServerCommands {
  @Parameters(index = "1", paramLabel = "URI", description = "Of the resource")
  private String uri = "";

  @Override
  int run(McpClient client) {
    ReadResourceResult result = client.read(uri);
    if (server().json()) {
      printJson(result);
    } else {
      result.contents().forEach(contents -> out().println(Plain.text(text(contents))));
    }
    return 0;
  }
}
