package dev.waybill.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Checks JSON member by member and gathers what is wrong, each under its path: {@code
 * remotes[0].url: expected …}. Values are not repeated, for they may be long, hostile or secret.
 */
final class Rules {
  private static final int MOST_PROBLEMS = 20;
  private static final int LONGEST_SHOWN = 1000;

  private final List<String> problems = new ArrayList<>();

  List<String> problems() {
    return List.copyOf(problems);
  }

  void problem(String path, String expected) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add((path.isEmpty() ? "the document" : path) + ": expected " + expected);
    }
  }

  boolean isObject(JsonNode json, String path) {
    if (!json.isObject()) {
      problem(path, "an object");
    }
    return json.isObject();
  }

  static String at(String path, String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  void required(JsonNode object, String path, String... members) {
    for (String member : members) {
      if (!object.has(member)) {
        problem(at(path, member), "to be there; it is required");
      }
    }
  }

  /** A string that is absent or satisfies a test. */
  void string(JsonNode object, String path, String member, String expected, Predicate<String> is) {
    JsonNode value = object.get(member);
    if (value == null) {
      return;
    }
    String where = at(path, member);
    if (!value.isString()) {
      problem(where, "a string");
    } else if (!isClean(value.stringValue())) {
      problem(where, "no control characters");
    } else if (!is.test(value.stringValue())) {
      problem(where, expected);
    }
  }

  void strings(JsonNode object, String path, String... members) {
    for (String member : members) {
      string(object, path, member, "a string", text -> true);
    }
  }

  void uri(JsonNode object, String path, String member) {
    string(object, path, member, "an absolute URI", Rules::isUri);
  }

  void oneOf(JsonNode object, String path, String member, Set<String> values) {
    string(object, path, member, "one of " + values, values::contains);
  }

  void booleans(JsonNode object, String path, String... members) {
    for (String member : members) {
      if (object.has(member) && !object.path(member).isBoolean()) {
        problem(at(path, member), "true or false");
      }
    }
  }

  void stringList(JsonNode object, String path, String member) {
    list(
        object,
        path,
        member,
        (item, where) -> {
          if (!item.isString()) {
            problem(where, "a string");
          } else if (!isClean(item.stringValue())) {
            problem(where, "no control characters");
          }
        });
  }

  void list(JsonNode object, String path, String member, BiConsumer<JsonNode, String> each) {
    JsonNode list = object.get(member);
    if (list == null) {
      return;
    }
    String where = at(path, member);
    if (!list.isArray()) {
      problem(where, "an array");
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      each.accept(list.get(i), where + "[" + i + "]");
    }
  }

  void map(JsonNode object, String path, String member, BiConsumer<JsonNode, String> each) {
    JsonNode map = object.get(member);
    if (map == null || !isObject(map, at(path, member))) {
      return;
    }
    map.propertyStream()
        .forEach(entry -> {
          if (!isClean(entry.getKey())) {
            problem(at(path, member), "no control characters in its keys");
          }
          each.accept(entry.getValue(), at(at(path, member), entry.getKey()));
        });
  }

  /** Neither controls nor marks that turn the direction of text: both fool whoever reads it. */
  static boolean isClean(String text) {
    return text.codePoints()
        .noneMatch(c ->
            Character.isISOControl(c)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069));
  }

  /** What others wrote, safe to be shown, and not without end. */
  static String cleaned(String text) {
    return text.codePoints()
        .limit(LONGEST_SHOWN)
        .map(c -> isClean(Character.toString(c)) ? c : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static boolean isUri(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
