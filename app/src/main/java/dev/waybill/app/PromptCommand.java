package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.protocol.GetPromptResult;
import dev.waybill.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code waybill prompt}: a prompt, filled in. */
@Command(
    name = "prompt",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Fills in a prompt of an MCP server.",
    footer = {"", ServerCommands.EXIT_CODES})
final class PromptCommand extends ServerCommands {
  @Parameters(index = "1", paramLabel = "PROMPT", description = "Its name")
  private String name = "";

  @Parameters(index = "2..*", paramLabel = "KEY=VALUE", description = "Its arguments")
  private List<String> arguments = new ArrayList<>();

  @Override
  int run(McpClient client) {
    Map<String, String> given = new LinkedHashMap<>();
    KeyValues.read(arguments, Json.mapper().createObjectNode())
        .properties()
        .forEach(entry -> given.put(entry.getKey(), entry.getValue().asString("")));
    GetPromptResult result = client.prompt(name, given);
    if (server().json()) {
      printJson(result);
      return 0;
    }
    result
        .messages()
        .forEach(message -> {
          out().println(message.role().name().toLowerCase(Locale.ROOT) + ":");
          print(message.content());
        });
    return 0;
  }
}
