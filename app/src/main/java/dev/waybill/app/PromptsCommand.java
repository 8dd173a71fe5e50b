package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.protocol.Prompt;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code waybill prompts}: what prompts there are. */
@Command(
    name = "prompts",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Lists the prompts of an MCP server.",
    footer = {"", ServerCommands.EXIT_CODES})
final class PromptsCommand extends ServerCommands {
  @Override
  int run(McpClient client) {
    List<Prompt> prompts = client.prompts().toList();
    if (server().json()) {
      prompts.forEach(this::printJson);
      return 0;
    }
    TextTable table = table("PROMPT", "ARGUMENTS", "DESCRIPTION");
    for (Prompt prompt : prompts) {
      String arguments =
          prompt.arguments().stream()
              .map(a -> a.required() ? a.name() : "[" + a.name() + "]")
              .collect(Collectors.joining(" "));
      table.row(line(prompt.name()), line(arguments), line(prompt.description()));
    }
    out().print(table.text());
    return 0;
  }
}
