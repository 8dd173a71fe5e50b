package dev.waybill.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes the table of one server in a TOML text, {@code [root.name]} and those below it, and
 * leaves every other character as it was.
 */
final class TomlEdit {
  private final String text;
  private final String root;
  private final String name;
  private final List<Statement> statements;

  /**
   * A header or a key with its value, with the end of its last line.
   *
   * @param table the keys of the header it stands under, or of itself
   * @param key empty for a header
   */
  private record Statement(int start, int end, List<String> table, List<String> key) {
    boolean isHeader() {
      return key.isEmpty();
    }
  }

  TomlEdit(String text, String root, String name) {
    this.text = text;
    this.root = root;
    this.name = name;
    this.statements = statements(text);
  }

  /**
   * The text with the server's members set as wanted, and without those that are known and not
   * wanted.
   *
   * @param has what the server's table holds now; null when there is none
   * @throws DiscoveryException when the server is written in another form than a table
   */
  String merged(@Nullable ObjectNode has, ObjectNode wanted, Set<String> known) {
    String header = Toml.key(root) + "." + Toml.key(name);
    if (has == null) {
      String gap =
          text.isEmpty() || text.endsWith("\n\n") ? "" : text.endsWith("\n") ? "\n" : "\n\n";
      return text + gap + Toml.table(header, wanted);
    }
    List<String> table = List.of(root, name);
    int own = indexOfHeader(table);
    if (own < 0) {
      throw new DiscoveryException(
          "Server \"" + name + "\" is not written as a table [" + header + "]; make it one first");
    }
    List<Change> changes = new ArrayList<>();
    StringBuilder added = new StringBuilder();
    wanted
        .propertyStream()
        .forEach(member ->
            set(
                table,
                has.get(member.getKey()),
                member.getKey(),
                member.getValue(),
                changes,
                added));
    for (String member : known) {
      if (!wanted.has(member) && has.has(member)) {
        changes.addAll(removals(table, member));
      }
    }
    if (!added.isEmpty()) {
      int end = endOfTable(own);
      boolean open = end > 0 && text.charAt(end - 1) != '\n';
      changes.add(new Change(end, end, (open ? "\n" : "") + added));
    }
    return applied(changes);
  }

  private record Change(int start, int end, String replacement) {}

  private void set(
      List<String> table,
      @Nullable JsonNode now,
      String member,
      JsonNode value,
      List<Change> changes,
      StringBuilder added) {
    String line = Toml.key(member) + " = " + Toml.value(value) + "\n";
    if (now == null) {
      added.append(line);
      return;
    }
    JsonNode merged = value;
    if (now instanceof ObjectNode map && value instanceof ObjectNode more) {
      merged = map.deepCopy().setAll(more);
    }
    if (now.equals(merged)) {
      return;
    }
    for (Statement statement : statements) {
      if (statement.table().equals(table) && statement.key().equals(List.of(member))) {
        String replacement = Toml.key(member) + " = " + Toml.value(merged);
        changes.add(new Change(statement.start(), valueEnd(statement), replacement));
        return;
      }
    }
    changes.addAll(removals(table, member));
    added.append(Toml.key(member)).append(" = ").append(Toml.value(merged)).append('\n');
  }

  /** A member's own statement, dotted ones below it, or a table of its own. */
  private List<Change> removals(List<String> table, String member) {
    List<String> below = new ArrayList<>(table);
    below.add(member);
    return statements.stream()
        .filter(statement ->
            (statement.table().equals(table)
                    && !statement.isHeader()
                    && statement.key().getFirst().equals(member))
                || (statement.table().size() >= below.size()
                    && statement.table().subList(0, below.size()).equals(below)))
        .map(statement -> new Change(statement.start(), statement.end(), ""))
        .toList();
  }

  private int indexOfHeader(List<String> table) {
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).isHeader() && statements.get(i).table().equals(table)) {
        return i;
      }
    }
    return -1;
  }

  /** Behind the last statement of a table, before what comments the next one. */
  private int endOfTable(int header) {
    int end = statements.get(header).end();
    for (int i = header + 1; i < statements.size() && !statements.get(i).isHeader(); i++) {
      end = statements.get(i).end();
    }
    return end;
  }

  private String applied(List<Change> changes) {
    StringBuilder result = new StringBuilder(text);
    changes.stream()
        .sorted((a, b) -> Integer.compare(b.start(), a.start()))
        .forEach(change -> result.replace(change.start(), change.end(), change.replacement()));
    return result.toString();
  }

  /** Where a value ends, before a comment behind it. */
  private int valueEnd(Statement statement) {
    int end = new TomlScanner(text, statement.start()).afterValue();
    return Math.min(end, statement.end());
  }

  private static List<Statement> statements(String text) {
    List<Statement> found = new ArrayList<>();
    TomlScanner scanner = new TomlScanner(text, 0);
    List<String> table = List.of();
    while (scanner.toStatement()) {
      int start = scanner.position();
      if (scanner.isHeader()) {
        table = scanner.header();
        found.add(new Statement(start, scanner.endOfLine(), table, List.of()));
      } else {
        List<String> key = scanner.key();
        scanner.value();
        found.add(new Statement(start, scanner.endOfLine(), table, key));
      }
    }
    return found;
  }
}
