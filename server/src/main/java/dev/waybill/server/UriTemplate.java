package dev.waybill.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URI template (RFC 6570) read backwards: it takes URIs apart. Knows {@code {a}}, {@code {+a}},
 * {@code {/a}} and a last {@code {?a,b}}.
 *
 * <p>Matching never backtracks, so that no URI can take long: one variable is elastic, the {@code
 * {+a}} or else the first; those behind it are cut off from the end, those before it from the
 * start, each as short as can be, and what is left is the elastic one's.
 */
final class UriTemplate {
  private static final Pattern EXPRESSION = Pattern.compile("\\{([+/?]?)([^{}]*)}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*");
  private static final int MAX_URI = 8192;

  /** A variable of the path and the literal behind it. */
  private record Variable(String name, boolean open, String literal) {}

  private final String text;
  private final String start;
  private final List<Variable> path = new ArrayList<>();
  private final List<String> query = new ArrayList<>();
  private final int elastic;

  private UriTemplate(String text) {
    this.text = text;
    if (!text.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      throw wrong("it must begin with a scheme, such as file: or orders:");
    }
    List<String> literals = new ArrayList<>();
    List<String> names = new ArrayList<>();
    int open = -1;
    int end = 0;
    for (Matcher found = EXPRESSION.matcher(text); found.find(); end = found.end()) {
      String literal = literal(text.substring(end, found.start()));
      String operator = found.group(1);
      String[] listed = found.group(2).split(",", -1);
      if (listed.length > 1 && (operator.isEmpty() || operator.equals("+"))) {
        throw wrong("several variables in one {} cannot be told apart");
      }
      for (String name : listed) {
        check(name, names);
        if (operator.equals("?")) {
          query.add(name);
          continue;
        }
        if (operator.equals("/")) {
          literal += "/";
        }
        if (literal.isEmpty()) {
          throw wrong("\"" + name + "\" follows another variable and cannot be told from it");
        }
        if (operator.equals("+")) {
          if (open >= 0) {
            throw wrong("more than one {+…} cannot be told apart");
          }
          open = names.size();
        }
        literals.add(literal);
        names.add(name);
        literal = "";
      }
      if (operator.equals("?")) {
        if (found.end() != text.length()) {
          throw wrong("{?…} must come last");
        }
        literals.add(literal);
      }
    }
    if (query.isEmpty()) {
      literals.add(literal(text.substring(end)));
    }
    this.start = literals.getFirst();
    for (int i = 0; i < names.size(); i++) {
      path.add(new Variable(names.get(i), i == open, literals.get(i + 1)));
    }
    this.elastic = Math.max(open, 0);
  }

  private void check(String name, List<String> names) {
    if (!NAME.matcher(name).matches()) {
      throw wrong("\"" + name + "\" is not a variable name");
    }
    if (names.contains(name) || query.contains(name)) {
      throw wrong("variable \"" + name + "\" is there twice");
    }
  }

  private String literal(String part) {
    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw wrong("braces are not balanced, or use an operator other than + / ?");
    }
    return part;
  }

  private IllegalArgumentException wrong(String why) {
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
    List<String> all = new ArrayList<>(path.stream().map(Variable::name).toList());
    all.addAll(query);
    return all;
  }

  /** The variables of a URI, percent-decoded once; empty when it does not match. */
  Optional<Map<String, String>> match(String uri) {
    if (uri.length() > MAX_URI) {
      return Optional.empty();
    }
    int mark = query.isEmpty() ? -1 : uri.indexOf('?');
    String[] raw = split(mark < 0 ? uri : uri.substring(0, mark));
    if (raw == null) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    try {
      for (int i = 0; i < raw.length; i++) {
        values.put(path.get(i).name, decode(raw[i]));
      }
      for (String pair : mark < 0 ? new String[0] : uri.substring(mark + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (query.contains(name)) {
          values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(values);
  }

  private String @Nullable [] split(String uri) {
    String last = path.isEmpty() ? "" : path.getLast().literal;
    if (path.isEmpty()) {
      return uri.equals(start) ? new String[0] : null;
    }
    if (!uri.startsWith(start) || !uri.endsWith(last)) {
      return null;
    }
    String[] raw = new String[path.size()];
    int from = start.length();
    int to = uri.length() - last.length();
    for (int i = path.size() - 1; i > elastic; i--) {
      String before = path.get(i - 1).literal;
      int at = uri.lastIndexOf(before, to - 1 - before.length());
      if (at < from) {
        return null;
      }
      raw[i] = uri.substring(at + before.length(), to);
      to = at;
    }
    for (int i = 0; i < elastic; i++) {
      String behind = path.get(i).literal;
      int at = uri.indexOf(behind, from + 1);
      if (at < 0 || at + behind.length() > to) {
        return null;
      }
      raw[i] = uri.substring(from, at);
      from = at + behind.length();
    }
    if (from >= to) {
      return null;
    }
    raw[elastic] = uri.substring(from, to);
    for (int i = 0; i < raw.length; i++) {
      if (!path.get(i).open && raw[i].chars().anyMatch(c -> c == '/' || c == '?' || c == '#')) {
        return null;
      }
    }
    return raw;
  }

  /** Strictly: two hexadecimal digits after each percent sign, and UTF-8 in the end. */
  private static String decode(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); ) {
      if (value.charAt(i) == '%') {
        if (i + 3 > value.length()) {
          throw new IllegalArgumentException("cut short");
        }
        utf8.writeBytes(HexFormat.of().parseHex(value, i + 1, i + 3));
        i += 3;
      } else {
        int next = value.indexOf('%', i);
        int end = next < 0 ? value.length() : next;
        utf8.writeBytes(value.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(utf8.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }
}
