package dev.waybill.app;

import dev.waybill.discovery.Discovery;
import dev.waybill.discovery.Inputs;
import dev.waybill.discovery.Remote;
import dev.waybill.discovery.ServerCard;
import dev.waybill.protocol.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill discover}: which MCP servers there are, and how to reach them. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = "Lists the MCP servers that a domain, catalog, card or server tells of.",
    footer = {
      "",
      "Examples:",
      "  waybill discover example.com",
      "  waybill discover https://mcp.example.com/weather --json",
      "  waybill discover example.com --check --server com.example/weather --input-env token=TOKEN",
      "",
      "Without --check nothing is connected to: only public documents are read. Ends with 0 when"
          + " servers were found, 1 when none were or the one checked is not what its card says, 2"
          + " for wrong arguments, and from 3 on as commands do that call a server."
    })
final class DiscoverCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DOMAIN|URL|FILE", description = "Where to begin")
  private String source = "";

  @Option(names = "--json", description = "Print everything as JSON")
  private boolean json;

  @Mixin private Lookup lookup = new Lookup();

  @Mixin private CardCheck check = new CardCheck();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    boolean checked = check.isWanted();
    Discovery.Found found = lookup.find(source);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(found));
    } else if (!found.servers().isEmpty()) {
      out.print(table(found.servers()));
    }
    PrintWriter err = spec.commandLine().getErr();
    found.problems().forEach(problem -> err.println("waybill: " + problem));
    if (found.servers().isEmpty() && found.problems().isEmpty()) {
      err.println("waybill: the catalog lists no MCP server");
    }
    if (found.servers().isEmpty()) {
      return 1;
    }
    return checked
        ? check.of(found.servers().stream().map(Discovery.Server::card).toList(), lookup.rules())
        : 0;
  }

  private static String table(List<Discovery.Server> servers) {
    TextTable table =
        new TextTable(
            Terminal.standardOutput().map(Terminal::wrapping),
            "NAME",
            "VERSION",
            "TRANSPORT",
            "URL",
            "NEEDS",
            "DESCRIPTION");
    for (Discovery.Server server : servers) {
      ServerCard card = server.card();
      if (card.remotes().isEmpty()) {
        table.row(card.name(), card.version(), "-", "-", "-", card.description());
      }
      for (Remote remote : card.remotes()) {
        table.row(
            card.name(),
            card.version(),
            remote.type(),
            remote.url(),
            needs(remote),
            card.description());
      }
    }
    return table.text();
  }

  /** What has to be supplied; secrets are marked. */
  private static String needs(Remote remote) {
    String needs =
        Inputs.of(remote).stream()
            .filter(wanted -> wanted.input().isRequired())
            .map(wanted -> wanted.name() + (wanted.input().isSecret() ? " (secret)" : ""))
            .collect(Collectors.joining(", "));
    return needs.isEmpty() ? "-" : needs;
  }

  private static String json(Discovery.Found found) {
    ObjectNode json = Json.mapper().createObjectNode();
    ArrayNode servers = json.putArray("servers");
    for (Discovery.Server server : found.servers()) {
      ObjectNode item = servers.addObject();
      server.identifier().ifPresent(identifier -> item.put("identifier", identifier));
      item.put("source", server.source().toString()).set("card", server.card().json());
    }
    ArrayNode problems = json.putArray("problems");
    found.problems().forEach(problems::add);
    json.put("otherArtifacts", found.otherArtifacts());
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }
}
