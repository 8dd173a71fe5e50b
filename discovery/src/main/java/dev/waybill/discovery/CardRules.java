package dev.waybill.discovery;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The rules of a server card: those of its JSON schema, those that its descriptions state in words
 * (no version ranges, clean relative paths, keys of {@code _meta}), and none of its strings may
 * hold control characters. Unknown members are allowed.
 */
final class CardRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+");
  private static final Pattern URL =
      Pattern.compile("https?://\\S+|\\{[a-zA-Z_][a-zA-Z0-9_]*\\}\\S*");
  private static final Pattern RANGE =
      Pattern.compile("[\\^~<>=].*|(\\d+\\.)*[xX*](\\..*)?|.*\\s(-|\\|\\|)\\s.*");
  private static final Pattern META_KEY =
      Pattern.compile(
          "([a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*/)?"
              + "([a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?)?");
  private static final Set<String> TRANSPORTS = Set.of(Remote.STREAMABLE_HTTP, Remote.SSE);
  private static final Set<String> THEMES = Set.of("dark", "light");
  private static final Set<String> FORMATS = Set.of("boolean", "filepath", "number", "string");

  private CardRules() {}

  /** What is wrong with a card, a line each; empty when it is sound. */
  static List<String> check(JsonNode card) {
    Rules rules = new Rules();
    if (rules.isObject(card, "")) {
      card(rules, card);
    }
    return rules.problems();
  }

  static boolean isName(String name) {
    return name.length() >= 3 && name.length() <= 200 && NAME.matcher(name).matches();
  }

  static boolean isVersion(String version) {
    return version.length() <= 255 && !RANGE.matcher(version).matches();
  }

  private static void card(Rules rules, JsonNode card) {
    rules.required(card, "", "$schema", "name", "version", "description");
    rules.string(card, "", "$schema", ServerCard.SCHEMA, ServerCard.SCHEMA::equals);
    rules.string(
        card,
        "",
        "name",
        "a namespace, one slash and a name, of 3 to 200 characters, as com.example/weather",
        CardRules::isName);
    rules.string(
        card,
        "",
        "version",
        "one version of at most 255 characters and not a range, as 1.0.2",
        CardRules::isVersion);
    rules.string(card, "", "description", "1 to 100 characters", CardRules::isShort);
    rules.string(card, "", "title", "1 to 100 characters", CardRules::isShort);
    rules.uri(card, "", "websiteUrl");
    if (card.has("repository") && rules.isObject(card.path("repository"), "repository")) {
      repository(rules, card.path("repository"));
    }
    rules.list(card, "", "icons", (icon, path) -> icon(rules, icon, path));
    rules.list(card, "", "remotes", (remote, path) -> remote(rules, remote, path));
    rules.map(
        card,
        "",
        "_meta",
        (value, path) -> {
          String key = path.substring("_meta.".length());
          if (!META_KEY.matcher(key).matches()) {
            rules.problem("_meta", "keys like com.example/key");
          }
        });
  }

  private static boolean isShort(String text) {
    int length = text.codePointCount(0, text.length());
    return length >= 1 && length <= 100;
  }

  private static void repository(Rules rules, JsonNode repository) {
    rules.required(repository, "repository", "url", "source");
    rules.uri(repository, "repository", "url");
    rules.strings(repository, "repository", "source", "id");
    rules.string(
        repository,
        "repository",
        "subfolder",
        "a relative path without . or ..",
        CardRules::isRelative);
  }

  private static boolean isRelative(String path) {
    return !path.isEmpty()
        && !path.contains("\\")
        && List.of(path.split("/", -1)).stream()
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  private static void icon(Rules rules, JsonNode icon, String path) {
    if (rules.isObject(icon, path)) {
      rules.required(icon, path, "src");
      rules.uri(icon, path, "src");
      rules.strings(icon, path, "mimeType");
      rules.stringList(icon, path, "sizes");
      rules.oneOf(icon, path, "theme", THEMES);
    }
  }

  private static void remote(Rules rules, JsonNode remote, String path) {
    if (!rules.isObject(remote, path)) {
      return;
    }
    rules.required(remote, path, "type", "url");
    rules.oneOf(remote, path, "type", TRANSPORTS);
    rules.string(
        remote,
        path,
        "url",
        "a URL that begins with http://, https:// or a {variable}",
        url -> URL.matcher(url).matches());
    rules.list(
        remote,
        path,
        "headers",
        (header, where) -> {
          if (rules.isObject(header, where)) {
            rules.required(header, where, "name");
            rules.strings(header, where, "name");
            input(rules, header, where);
            rules.map(header, where, "variables", (value, at) -> input(rules, value, at));
          }
        });
    rules.map(remote, path, "variables", (value, at) -> input(rules, value, at));
    rules.stringList(remote, path, "supportedProtocolVersions");
  }

  private static void input(Rules rules, JsonNode input, String path) {
    if (rules.isObject(input, path)) {
      rules.strings(input, path, "description", "default", "placeholder", "value");
      rules.booleans(input, path, "isRequired", "isSecret");
      rules.oneOf(input, path, "format", FORMATS);
      rules.stringList(input, path, "choices");
    }
  }
}
