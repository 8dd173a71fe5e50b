package dev.waybill.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URI template (RFC 6570) read backwards: it takes URIs apart. Knows {@code {a}}, {@code {+a}},
 * {@code {/a}} and a last {@code {?a,b}}.
 */
final class UriTemplate {
  private static final Pattern EXPRESSION = Pattern.compile("\\{([+/?]?)([^{}]*)}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*");
  private static final int MAX_URI = 8192;

  private final String text;
  private final Pattern path;
  private final List<String> pathVariables = new ArrayList<>();
  private final List<String> queryVariables = new ArrayList<>();

  private UriTemplate(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    Matcher expressions = EXPRESSION.matcher(text);
    int end = 0;
    int open = 0;
    while (expressions.find()) {
      regex.append(Pattern.quote(literal(text.substring(end, expressions.start()))));
      end = expressions.end();
      String operator = expressions.group(1);
      for (String name : expressions.group(2).split(",", -1)) {
        if (!NAME.matcher(name).matches()) {
          throw wrong(text, "\"" + name + "\" is not a variable name");
        }
        if (pathVariables.contains(name) || queryVariables.contains(name)) {
          throw wrong(text, "variable \"" + name + "\" is there twice");
        }
        switch (operator) {
          case "?" -> queryVariables.add(name);
          case "+" -> {
            open++;
            regex.append("(.+)");
            pathVariables.add(name);
          }
          case "/" -> {
            regex.append("/([^/?#]+)");
            pathVariables.add(name);
          }
          default -> {
            regex.append("([^/?#]+)");
            pathVariables.add(name);
          }
        }
      }
      if (operator.isEmpty() && expressions.group(2).contains(",")) {
        throw wrong(text, "several variables in one {} cannot be told apart");
      }
      if (operator.equals("?") && end != text.length()) {
        throw wrong(text, "{?…} must come last");
      }
    }
    regex.append(Pattern.quote(literal(text.substring(end))));
    if (open > 1) {
      throw wrong(text, "more than one {+…} cannot be told apart");
    }
    if (!text.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      throw wrong(text, "it must begin with a scheme, such as file: or orders:");
    }
    this.path = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static String literal(String part) {
    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw wrong(part, "braces are not balanced, or use an operator other than + / ?");
    }
    return part;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("Resource template \"" + text + "\": " + why);
  }

  /**
   * @throws IllegalArgumentException says what in the template is wrong
   */
  static UriTemplate parse(String text) {
    return new UriTemplate(text);
  }

  String text() {
    return text;
  }

  List<String> variables() {
    List<String> all = new ArrayList<>(pathVariables);
    all.addAll(queryVariables);
    return all;
  }

  /** The variables of a URI, percent-decoded once; empty when it does not match. */
  Optional<Map<String, String>> match(String uri) {
    if (uri.length() > MAX_URI) {
      return Optional.empty();
    }
    String head = uri;
    String query = "";
    if (!queryVariables.isEmpty()) {
      int mark = uri.indexOf('?');
      head = mark < 0 ? uri : uri.substring(0, mark);
      query = mark < 0 ? "" : uri.substring(mark + 1);
    }
    Matcher matcher = path.matcher(head);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    try {
      for (int i = 0; i < pathVariables.size(); i++) {
        values.put(pathVariables.get(i), decode(matcher.group(i + 1)));
      }
      for (String pair : query.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (queryVariables.contains(name)) {
          values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(values);
  }

  private static String decode(String value) {
    // A plus sign is a plus sign in a URI; only forms mean a space by it.
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
