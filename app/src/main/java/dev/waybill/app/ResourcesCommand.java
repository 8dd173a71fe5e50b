package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.protocol.Resource;
import dev.waybill.protocol.ResourceTemplate;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code waybill resources}: what there is to read. */
@Command(
    name = "resources",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Lists the resources of an MCP server, and the families of them.",
    footer = {"", ServerCommands.EXIT_CODES})
final class ResourcesCommand extends ServerCommands {
  @Override
  int run(McpClient client) {
    List<Resource> resources = client.resources().toList();
    List<ResourceTemplate> templates = client.resourceTemplates().toList();
    if (server().json()) {
      resources.forEach(this::printJson);
      templates.forEach(this::printJson);
      return 0;
    }
    TextTable table = table("URI", "TYPE", "NAME", "DESCRIPTION");
    for (Resource resource : resources) {
      table.row(
          line(resource.uri()),
          line(resource.mimeType()),
          line(resource.name()),
          line(resource.description()));
    }
    for (ResourceTemplate template : templates) {
      table.row(
          line(template.uriTemplate()),
          line(template.mimeType()),
          line(template.name()),
          line(template.description()));
    }
    out().print(table.text());
    return 0;
  }
}
