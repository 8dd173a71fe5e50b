package dev.waybill.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the variables and headers of one remote in, and gathers what is missing. */
final class Filling {
  private static final Pattern BRACES = Pattern.compile("\\{([a-zA-Z_][a-zA-Z0-9_]*)\\}");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Headers that say how a request is framed or to whom it goes are not a card's to set. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "accept",
          "origin",
          "cookie",
          "mcp-protocol-version",
          "mcp-method",
          "mcp-name",
          "mcp-session-id");

  private final Inputs inputs;
  private final List<String> problems = new ArrayList<>();

  Filling(Inputs inputs) {
    this.inputs = inputs;
  }

  static List<Inputs.Wanted> wanted(Remote remote) {
    Map<String, Inputs.Wanted> wanted = new LinkedHashMap<>();
    remote.variables().forEach((name, input) -> want(wanted, name, input));
    for (Remote.Header header : remote.headers()) {
      if (header.input().value() == null) {
        want(wanted, header.name(), header.input());
      } else {
        header.variables().forEach((name, input) -> want(wanted, name, input));
      }
    }
    return List.copyOf(wanted.values());
  }

  private static void want(Map<String, Inputs.Wanted> into, String name, Input input) {
    if (input.value() == null) {
      into.putIfAbsent(name, new Inputs.Wanted(name, input));
    }
  }

  RemoteConnection fill(Remote remote) {
    String url = url(remote);
    Map<String, String> headers = new LinkedHashMap<>();
    Set<String> secrets = new HashSet<>();
    for (Remote.Header header : remote.headers()) {
      String name = header.name();
      if (!HEADER.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
        problems.add("header \"" + name + "\" is not one that a card may set");
        continue;
      }
      header(header).ifPresent(value -> headers.put(name, value));
      if (header.input().isSecret()
          || header.variables().values().stream().anyMatch(Input::isSecret)) {
        secrets.add(name);
      }
    }
    if (!problems.isEmpty()) {
      throw new DiscoveryException("Cannot connect: " + String.join("; ", problems));
    }
    return new RemoteConnection(
        remote.type(), checked(url), headers, secrets, remote.supportedProtocolVersions());
  }

  private String url(Remote remote) {
    return replaced(
            remote.url(),
            (name, braces) -> {
              Input input = remote.variables().get(name);
              if (input == null) {
                problems.add("the URL names {" + name + "}, which the card does not describe");
                return Optional.of(braces);
              }
              Optional<String> value = value(name, input);
              if (value.isEmpty() && !input.isRequired()) {
                missing(name, input);
              }
              return value.or(() -> Optional.of(braces));
            })
        .orElseThrow();
  }

  /** Empty when the header is left out: it is not needed, and nothing was supplied for it. */
  private Optional<String> header(Remote.Header header) {
    Input input = header.input();
    String template = input.value();
    if (template == null) {
      return value(header.name(), input);
    }
    int before = problems.size();
    Optional<String> text =
        replaced(
            template,
            (name, braces) -> {
              Input variable = header.variables().get(name);
              return variable == null ? Optional.of(braces) : value(name, variable);
            });
    if (text.isEmpty() && input.isRequired() && problems.size() == before) {
      problems.add("header \"" + header.name() + "\" needs a value");
    }
    return text;
  }

  /** A preset value, the one supplied or the default; missing is a problem where it is required. */
  private Optional<String> value(String name, Input input) {
    if (input.value() != null) {
      return Optional.of(input.value());
    }
    Optional<String> given =
        inputs
            .supply(new Inputs.Wanted(name, input))
            .or(() -> Optional.ofNullable(input.defaultValue()));
    if (given.isEmpty() && input.isRequired()) {
      missing(name, input);
    }
    given
        .flatMap(input::refusal)
        .ifPresent(why -> problems.add("the value of \"" + name + "\" " + why));
    return given;
  }

  private void missing(String name, Input input) {
    String about = input.description() == null ? "" : " (" + input.description() + ")";
    problems.add("\"" + name + "\"" + about + " has to be supplied");
  }

  private static Optional<String> replaced(
      String template, BiFunction<String, String, Optional<String>> values) {
    StringBuilder text = new StringBuilder();
    Matcher braces = BRACES.matcher(template);
    while (braces.find()) {
      Optional<String> value = values.apply(braces.group(1), braces.group());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      braces.appendReplacement(text, Matcher.quoteReplacement(value.get()));
    }
    return Optional.of(braces.appendTail(text).toString());
  }

  private static URI checked(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null && uri.getUserInfo() == null && Urls.isSafe(url)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new DiscoveryException("Cannot connect: the filled-in URL is not a URL", e);
    }
    throw new DiscoveryException(
        "Cannot connect: the filled-in URL must be https, or http on this machine, and without a"
            + " user's name");
  }
}
