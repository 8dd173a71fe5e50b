package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.discovery.Card;
import dev.waybill.discovery.Discovery;
import dev.waybill.discovery.DiscoveryException;
import dev.waybill.discovery.Publication;
import dev.waybill.discovery.ServerCard;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.ServerDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code waybill card}: a server's public description, in the format that is asked for. */
@Command(
    name = "card",
    mixinStandardHelpOptions = true,
    version = "waybill " + Version.CURRENT,
    description = {
      "Prints the card of a server: of one that publishes it, of one that is asked with --live, or"
          + " of the demo server as it would publish it."
    },
    footer = {
      "",
      "Examples:",
      "  waybill card http://127.0.0.1:8080/mcp",
      "  waybill card https://mcp.example.com/weather --format server.json > server.json",
      "  waybill card --live https://mcp.example.com/tides --format server.json",
      "  waybill card --at https://logs.example.com/mcp --detail full",
      "  waybill card https://mcp.example.com/weather --check --input-env token=TOKEN",
      "",
      "Ends with 0, 1 when there is no card or the server is not what it says, 2 for wrong"
          + " arguments, and from 3 on as commands do that call a server."
    })
final class CardCommand implements Callable<Integer> {
  /** What is printed. */
  enum Format {
    CARD("card"),
    SERVER_JSON("server.json"),
    AI_CATALOG("ai-catalog");

    private final String name;

    Format(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** How much a card says that is made here. */
  enum Detail {
    minimal,
    standard,
    full
  }

  @Parameters(
      paramLabel = "URL|DOMAIN|FILE",
      arity = "0..1",
      description = "The server, its card or a catalog (default: the demo server)")
  private @Nullable String source;

  @Option(
      names = "--format",
      defaultValue = "card",
      converter = FormatByName.class,
      description = "card, server.json or ai-catalog (default: card)")
  private Format format = Format.CARD;

  @Option(
      names = "--live",
      description = "Ask the server itself, at its URL, for what its card would say")
  private boolean live;

  @Option(
      names = "--at",
      defaultValue = "http://127.0.0.1:8080/mcp",
      description = "Where the demo server is reached (default: http://127.0.0.1:8080/mcp)")
  private URI at = URI.create("http://127.0.0.1:8080/mcp");

  @Option(
      names = "--detail",
      defaultValue = "standard",
      description = "minimal, standard or full, without a card yet (default: standard)")
  private Detail detail = Detail.standard;

  @Mixin private Lookup lookup = new Lookup();

  @Mixin private CardCheck check = new CardCheck();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  /** Takes the names as they are printed. */
  static final class FormatByName implements picocli.CommandLine.ITypeConverter<Format> {
    @Override
    public Format convert(String name) {
      for (Format format : Format.values()) {
        if (format.toString().equals(name)) {
          return format;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "'" + name + "' is none of " + List.of(Format.values()));
    }
  }

  @Override
  public Integer call() throws IOException {
    boolean checked = check.isWanted();
    if (checked && (source == null || live)) {
      throw new ParameterException(
          spec.commandLine(), "--check is for a card that is published or in a file");
    }
    List<ServerCard> cards =
        source == null
            ? List.of(demo())
            : live ? List.of(asked(URI.create(source))) : found(source);
    if (cards.isEmpty()) {
      return 1;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.AI_CATALOG) {
      out.println(pretty(Publication.catalogOf(cards)));
    } else {
      for (ServerCard card : cards) {
        out.println(pretty(format == Format.CARD ? card.json() : card.serverJson()));
      }
    }
    return checked ? check.of(cards, lookup.rules()) : 0;
  }

  private ServerCard demo() throws IOException {
    try (DemoServer demo = DemoServer.over(Path.of("."), InstantSource.system())) {
      return choice().of(demo.server().describe(), at);
    }
  }

  private Card choice() {
    return switch (detail) {
      case minimal -> Card.minimal();
      case standard -> Card.standard();
      case full -> Card.full();
    };
  }

  /** What a server that publishes nothing says of itself, as a card. */
  private ServerCard asked(URI server) {
    try (McpClient client = McpClient.connect(server)) {
      DiscoverResult discover = client.server();
      JsonNode info = discover.meta().get(MetaKeys.SERVER_INFO);
      if (info == null) {
        throw new DiscoveryException(server + " does not say its name, which a card needs");
      }
      return choice()
          .of(
              new ServerDescription(
                  Json.mapper().treeToValue(info, Implementation.class),
                  discover,
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of()),
              server);
    }
  }

  private List<ServerCard> found(String where) throws IOException {
    Discovery.Found found = lookup.find(where);
    PrintWriter err = spec.commandLine().getErr();
    found.problems().forEach(problem -> err.println("waybill: " + problem));
    return found.servers().stream().map(Discovery.Server::card).toList();
  }

  private static String pretty(JsonNode json) {
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }
}
