package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns cards into configured servers: what a card asks for becomes a reference to an input. */
final class CardConfig {
  private static final Pattern BRACES = Pattern.compile("\\{([a-zA-Z_][a-zA-Z0-9_]*)\\}");

  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  private CardConfig() {}

  static ClientConfig of(List<ServerCard> cards) {
    CardConfig config = new CardConfig();
    List<ConfiguredServer> servers = new ArrayList<>();
    for (ServerCard card : cards) {
      config.server(card).ifPresent(servers::add);
    }
    return new ClientConfig(servers, config.inputs, Json.mapper().createObjectNode());
  }

  /** Empty when the card has no remote: there is nothing to connect to. */
  private Optional<ConfiguredServer> server(ServerCard card) {
    return card.remotes().stream()
        .filter(remote -> remote.type().equals(Remote.STREAMABLE_HTTP))
        .findFirst()
        .or(() -> card.remotes().stream().findFirst())
        .map(remote -> web(name(card.name()), remote));
  }

  /** What follows the slash, or all of it where that is taken. */
  private String name(String card) {
    String brief = card.substring(card.indexOf('/') + 1).replaceAll("[^A-Za-z0-9_-]", "-");
    if (names.add(brief)) {
      return brief;
    }
    String whole = card.replaceAll("[^A-Za-z0-9_-]", "-");
    String free = whole;
    for (int i = 2; !names.add(free); i++) {
      free = whole + "-" + i;
    }
    return free;
  }

  private ConfiguredServer web(String name, Remote remote) {
    String url = replaced(name, remote.url(), remote.variables()).orElse(remote.url());
    Map<String, String> headers = new LinkedHashMap<>();
    for (Remote.Header header : remote.headers()) {
      String template = header.input().value();
      Optional<String> value =
          template == null
              ? value(name, header.name(), header.input())
              : replaced(name, template, header.variables());
      value.ifPresent(text -> headers.put(header.name(), text));
    }
    return new ConfiguredServer.Web(name, remote.type(), url, headers, Optional.empty());
  }

  private Optional<String> replaced(String server, String template, Map<String, Input> variables) {
    StringBuilder text = new StringBuilder();
    Matcher braces = BRACES.matcher(template);
    while (braces.find()) {
      Input input = variables.get(braces.group(1));
      Optional<String> value =
          input == null ? Optional.of(braces.group()) : value(server, braces.group(1), input);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      braces.appendReplacement(text, Matcher.quoteReplacement(value.get()));
    }
    return Optional.of(braces.appendTail(text).toString());
  }

  /** Preset, default, or a reference; empty for what nobody needs. */
  private Optional<String> value(String server, String variable, Input input) {
    if (input.value() != null) {
      return Optional.of(input.value());
    }
    if (input.defaultValue() != null && !input.isSecret()) {
      return Optional.of(input.defaultValue());
    }
    if (!input.isRequired() && !input.isSecret()) {
      return Optional.empty();
    }
    String id = (server + "_" + variable).replaceAll("[^A-Za-z0-9_]+", "_");
    inputs.put(id, input);
    return Optional.of(References.prompt(id));
  }
}
