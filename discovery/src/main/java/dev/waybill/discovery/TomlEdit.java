package dev.waybill.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes what a TOML text says of one server, {@code [root.name]} and all below it, in whichever
 * form it is written, and leaves every other character as it was.
 */
final class TomlEdit {
  private final String text;
  private final List<String> table;
  private final List<Statement> statements;

  /**
   * A header or a key with its value, with the end of its last line.
   *
   * @param table the keys of the header it stands under, or of itself
   * @param key empty for a header
   * @param valueEnd before a comment behind it
   */
  private record Statement(
      int start, int end, List<String> table, List<String> key, int valueStart, int valueEnd) {
    boolean isHeader() {
      return key.isEmpty();
    }

    List<String> path() {
      return Stream.concat(table.stream(), key.stream()).toList();
    }
  }

  TomlEdit(String text, String root, String name) {
    this.text = text;
    this.table = List.of(root, name);
    this.statements = statements(text);
  }

  /**
   * The text with the server's members set as wanted, and without those that are known and not
   * wanted.
   *
   * @param has what the server's table holds now; null when there is none
   */
  String merged(@Nullable ObjectNode has, ObjectNode wanted, Set<String> known) {
    for (Statement statement : statements) {
      if (!statement.isHeader()
          && startsWith(table, statement.path())
          && text.charAt(statement.valueStart()) == '{') {
        List<String> below = table.subList(statement.path().size(), table.size());
        return inline(statement.valueStart(), below, has, wanted, known);
      }
    }
    if (has == null) {
      String gap =
          text.isEmpty() || text.endsWith("\n\n") ? "" : text.endsWith("\n") ? "\n" : "\n\n";
      return text + gap + Toml.table(dotted(table), wanted);
    }
    List<Change> changes = new ArrayList<>();
    Map<String, JsonNode> added = new LinkedHashMap<>();
    different(has, wanted).forEach((member, value) -> set(member, value, has, changes, added));
    for (String member : obsolete(has, wanted, known)) {
      changes.addAll(removals(member));
    }
    if (!added.isEmpty()) {
      changes.add(addition(added));
    }
    return applied(changes);
  }

  private String inline(
      int open,
      List<String> below,
      @Nullable ObjectNode has,
      ObjectNode wanted,
      Set<String> known) {
    TomlInline outer = new TomlInline(text, open);
    if (has == null) {
      return outer.with(List.of(), Map.of(below.getFirst(), wanted), Set.of());
    }
    Map<String, JsonNode> different = different(has, wanted);
    Set<String> obsolete = obsolete(has, wanted, known);
    OptionalInt own = below.isEmpty() ? OptionalInt.empty() : outer.tableAt(below);
    return own.isPresent()
        ? new TomlInline(text, own.getAsInt()).with(List.of(), different, obsolete)
        : outer.with(below, different, obsolete);
  }

  /** What has to be said that is not; tables keep what somebody added to them. */
  private static Map<String, JsonNode> different(ObjectNode has, ObjectNode wanted) {
    Map<String, JsonNode> different = new LinkedHashMap<>();
    wanted
        .propertyStream()
        .forEach(member -> {
          JsonNode now = has.get(member.getKey());
          JsonNode value =
              now instanceof ObjectNode map && member.getValue() instanceof ObjectNode more
                  ? map.deepCopy().setAll(more)
                  : member.getValue();
          if (!value.equals(now)) {
            different.put(member.getKey(), value);
          }
        });
    return different;
  }

  private static Set<String> obsolete(ObjectNode has, ObjectNode wanted, Set<String> known) {
    return known.stream()
        .filter(member -> has.has(member) && !wanted.has(member))
        .collect(Collectors.toSet());
  }

  private record Change(int start, int end, String replacement) {}

  private void set(
      String member,
      JsonNode value,
      ObjectNode has,
      List<Change> changes,
      Map<String, JsonNode> added) {
    for (Statement statement : statements) {
      if (!statement.isHeader() && statement.path().equals(below(member))) {
        changes.add(new Change(statement.valueStart(), statement.valueEnd(), Toml.value(value)));
        return;
      }
    }
    if (has.has(member)) {
      changes.addAll(removals(member));
    }
    added.put(member, value);
  }

  private List<String> below(String member) {
    return Stream.concat(table.stream(), Stream.of(member)).toList();
  }

  /** A member's own statement, dotted ones below it, or a table of its own. */
  private List<Change> removals(String member) {
    return statements.stream()
        .filter(statement -> startsWith(statement.path(), below(member)))
        .map(statement -> new Change(statement.start(), statement.end(), ""))
        .toList();
  }

  /** Members behind the last that the server has: in its table, or beside its dotted keys. */
  private Change addition(Map<String, JsonNode> added) {
    Statement last =
        statements.stream()
            .filter(statement -> statement.table().size() <= table.size())
            .filter(statement -> startsWith(statement.path(), table))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    boolean open = text.charAt(last.end() - 1) != '\n';
    List<String> dotted = table.subList(last.table().size(), table.size());
    return new Change(last.end(), last.end(), (open ? "\n" : "") + lines(dotted, added));
  }

  private static String lines(List<String> above, Map<String, JsonNode> members) {
    StringBuilder lines = new StringBuilder();
    members.forEach((member, value) ->
        lines
            .append(dotted(Stream.concat(above.stream(), Stream.of(member)).toList()))
            .append(" = ")
            .append(Toml.value(value))
            .append('\n'));
    return lines.toString();
  }

  private static String dotted(List<String> keys) {
    return String.join(".", keys.stream().map(Toml::key).toList());
  }

  private static boolean startsWith(List<String> path, List<String> prefix) {
    return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
  }

  private String applied(List<Change> changes) {
    StringBuilder result = new StringBuilder(text);
    changes.stream()
        .sorted((a, b) -> Integer.compare(b.start(), a.start()))
        .forEach(change -> result.replace(change.start(), change.end(), change.replacement()));
    return result.toString();
  }

  private static List<Statement> statements(String text) {
    List<Statement> found = new ArrayList<>();
    TomlScanner scanner = new TomlScanner(text, 0);
    List<String> table = List.of();
    while (scanner.toStatement()) {
      int start = scanner.position();
      if (scanner.isHeader()) {
        table = scanner.header();
        found.add(new Statement(start, scanner.endOfLine(), table, List.of(), start, start));
      } else {
        List<String> key = scanner.key();
        int valueStart = scanner.toValue();
        int valueEnd = scanner.afterValue();
        found.add(new Statement(start, scanner.endOfLine(), table, key, valueStart, valueEnd));
      }
    }
    return found;
  }
}
