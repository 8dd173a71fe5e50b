package dev.waybill.app;

import dev.waybill.client.McpClient;
import dev.waybill.client.McpClientBuilder;
import dev.waybill.client.McpClientException;
import dev.waybill.discovery.CardDifference;
import dev.waybill.discovery.DiscoveryException;
import dev.waybill.discovery.Inputs;
import dev.waybill.discovery.ServerCard;
import dev.waybill.fetch.Fetcher;
import dev.waybill.protocol.Implementation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Connects to the server that a card tells of and compares the two. Connects to one server only, so
 * that what was supplied for it is sent to no other.
 */
final class CardCheck {
  @Option(
      names = "--check",
      description =
          "Also connect to the server and tell where it differs from its card; what the card wants"
              + " is asked for on the terminal")
  private boolean wanted;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description = "Which server to check, where there are several")
  private @Nullable String server;

  @Option(
      names = "--input",
      paramLabel = "NAME=VALUE",
      description = "A value that the card wants, for --check")
  private Map<String, String> given = new LinkedHashMap<>();

  @Option(
      names = "--input-env",
      paramLabel = "NAME=VARIABLE",
      description =
          "The same from the environment, for secrets: others may see what is on a command line")
  private Map<String, String> variables = new LinkedHashMap<>();

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it is used
  private CommandSpec spec;

  boolean isWanted() {
    if (!wanted && !(server == null && given.isEmpty() && variables.isEmpty())) {
      throw wrong("--server, --input and --input-env are for --check");
    }
    return wanted;
  }

  /** The exit code: 0 when the server is what its card says. */
  int of(List<ServerCard> cards, Fetcher rules) {
    ServerCard card = chosen(cards);
    PrintWriter err = spec.commandLine().getErr();
    List<CardDifference> differences = new ArrayList<>();
    McpClientBuilder builder =
        filled(card)
            .info(new Implementation("waybill", Version.CURRENT))
            .reaching(rules)
            .onDifference(differences::add);
    try {
      builder.build().close();
      differences.forEach(
          difference -> err.println("waybill: " + Plain.text(difference.toString())));
      if (differences.isEmpty()) {
        err.println("waybill: " + card.name() + " answers and is what its card says");
      }
      return differences.isEmpty() ? 0 : 1;
    } catch (McpClientException e) {
      err.println("waybill: " + Plain.text(String.valueOf(e.getMessage())));
      return ServerCommands.exitCode(e);
    }
  }

  private ServerCard chosen(List<ServerCard> cards) {
    List<ServerCard> candidates =
        cards.stream()
            .filter(card -> !card.remotes().isEmpty())
            .filter(card -> server == null || card.name().equals(server))
            .toList();
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    List<String> names =
        cards.stream().filter(card -> !card.remotes().isEmpty()).map(ServerCard::name).toList();
    throw wrong("--check is for one server; name it with --server, one of " + names);
  }

  private McpClientBuilder filled(ServerCard card) {
    Map<String, String> values = values(card);
    Optional<CardQuestions> terminal =
        Keyboard.typing().map(typing -> new CardQuestions(typing, spec.commandLine().getErr()));
    Set<String> missing = new LinkedHashSet<>();
    Inputs inputs =
        input -> {
          if (values.containsKey(input.name())) {
            return Optional.of(values.get(input.name()));
          }
          if (terminal.isEmpty() && input.input().defaultValue() == null) {
            missing.add(input.name());
          }
          return terminal.flatMap(questions -> questions.supply(input));
        };
    try {
      return McpClient.builder(card, inputs);
    } catch (DiscoveryException e) {
      if (missing.isEmpty()) {
        throw e;
      }
      String names = missing.stream().map(name -> name + "=…").collect(Collectors.joining(", "));
      throw wrong(
          card.name()
              + ": "
              + e.getMessage()
              + ". Give it with --input NAME=VALUE, secrets with --input-env NAME=VARIABLE, or run"
              + " this in a terminal; what is not given: "
              + names);
    }
  }

  /** What the command line supplies, all of it for something that the card wants. */
  private Map<String, String> values(ServerCard card) {
    Map<String, String> values = new LinkedHashMap<>(given);
    variables.forEach((name, variable) -> {
      String value = System.getenv(variable);
      if (value == null) {
        throw wrong("--input-env: the environment variable " + variable + " is not set");
      }
      values.put(name, value);
    });
    Set<String> known =
        card.remotes().stream()
            .flatMap(remote -> Inputs.of(remote).stream())
            .map(Inputs.Wanted::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw wrong("--input: the card does not want \"" + name + "\", it wants " + known);
      }
    }
    return values;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
