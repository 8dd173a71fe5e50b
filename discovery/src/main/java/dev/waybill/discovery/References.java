package dev.waybill.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts that refer to values kept elsewhere, between the spellings of clients. The common spelling
 * is that of SEP-2633; what a client's spelling does not cover passes through as it is.
 */
final class References {
  /** How a client writes a reference to an environment variable. */
  enum Spelling {
    /** {@code ${NAME}} and {@code ${NAME:-fallback}}. */
    SHELL,
    /** {@code $NAME} and {@code ${NAME}}. */
    BARE,
    /** {@code ${env:NAME}}. */
    SCHEME,
    /** {@code ${env:NAME}} and {@code ${env:NAME | value:fallback}}. */
    PIPED,
    /** Not at all. */
    NONE
  }

  /** A piece of a text. */
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Env(String name, @Nullable String fallback) implements Part {}

    record Prompt(String id) implements Part {}
  }

  private static final Pattern COMMON =
      Pattern.compile(
          "\\$\\{(?:env:([A-Za-z_][A-Za-z0-9_]*)(?:\\s*\\|\\s*value:([^}|]*))?|input:([^}|]+))\\}");
  private static final Pattern SHELL =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}");
  private static final Pattern BARE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)\\}|([A-Za-z_][A-Za-z0-9_]*))");

  private References() {}

  /** The parts of a text in the common spelling. */
  static List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher found = COMMON.matcher(text);
    int end = 0;
    while (found.find()) {
      if (found.start() > end) {
        parts.add(new Part.Literal(text.substring(end, found.start())));
      }
      parts.add(
          found.group(1) == null
              ? new Part.Prompt(found.group(3).strip())
              : new Part.Env(found.group(1), found.group(2)));
      end = found.end();
    }
    if (end < text.length() || parts.isEmpty()) {
      parts.add(new Part.Literal(text.substring(end)));
    }
    return parts;
  }

  static String env(String name) {
    return "${env:" + name + "}";
  }

  static String prompt(String id) {
    return "${input:" + id + "}";
  }

  /** A client's text in the common spelling. */
  static String read(Spelling spelling, String text) {
    return switch (spelling) {
      case SHELL ->
          SHELL
              .matcher(text)
              .replaceAll(found ->
                  Matcher.quoteReplacement(
                      found.group(2) == null
                          ? env(found.group(1))
                          : "${env:" + found.group(1) + " | value:" + found.group(2) + "}"));
      case BARE ->
          BARE.matcher(text)
              .replaceAll(found ->
                  Matcher.quoteReplacement(
                      env(found.group(1) == null ? found.group(2) : found.group(1))));
      case SCHEME, PIPED, NONE -> text;
    };
  }

  /**
   * A text in a client's spelling.
   *
   * @param asks whether the client asks for inputs; otherwise they come from the environment
   */
  static String write(Spelling spelling, boolean asks, String text) {
    StringBuilder written = new StringBuilder();
    for (Part part : parts(text)) {
      switch (part) {
        case Part.Literal(String literal) -> written.append(literal);
        case Part.Env(String name, String fallback) ->
            written.append(env(spelling, name, fallback));
        case Part.Prompt(String id) ->
            written.append(asks ? prompt(id) : env(spelling, variable(id), null));
      }
    }
    return written.toString();
  }

  private static String env(Spelling spelling, String name, @Nullable String fallback) {
    return switch (spelling) {
      case SHELL -> "${" + name + (fallback == null ? "" : ":-" + fallback) + "}";
      case BARE -> "${" + name + "}";
      case SCHEME, NONE -> env(name);
      case PIPED -> fallback == null ? env(name) : "${env:" + name + " | value:" + fallback + "}";
    };
  }

  /** The environment variable that stands for an input where nobody is asked. */
  static String variable(String id) {
    String name = id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]+", "_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  /** The variables that a text needs from the environment. */
  static List<String> variables(String text) {
    List<String> names = new ArrayList<>();
    for (Part part : parts(text)) {
      if (part instanceof Part.Env(String name, String fallback)) {
        names.add(name);
      } else if (part instanceof Part.Prompt(String id)) {
        names.add(variable(id));
      }
    }
    return names;
  }
}
