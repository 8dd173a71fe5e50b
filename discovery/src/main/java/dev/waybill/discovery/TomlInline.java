package dev.waybill.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An inline table, {@code { url = "…", enabled = true }}, in a TOML text that is known to be sound.
 */
final class TomlInline {
  private final String text;
  private final int open;
  private final int close;
  private final List<Member> members = new ArrayList<>();

  /**
   * @param valueStart where its value begins
   * @param end behind its value
   */
  private record Member(List<String> key, int start, int valueStart, int end) {}

  /**
   * @param open where its opening brace stands
   */
  TomlInline(String text, int open) {
    this.text = text;
    this.open = open;
    TomlScanner scanner = new TomlScanner(text, open + 1);
    while (scanner.toMember()) {
      int start = scanner.position();
      List<String> key = scanner.key();
      int valueStart = scanner.toValue();
      members.add(new Member(key, start, valueStart, scanner.afterMember()));
    }
    this.close = scanner.position();
  }

  /** The inline table that is the value of a key here, by where it begins. */
  OptionalInt tableAt(List<String> key) {
    return members.stream()
        .filter(member -> member.key().equals(key) && text.charAt(member.valueStart()) == '{')
        .mapToInt(Member::valueStart)
        .findFirst();
  }

  /**
   * The whole text with other values for some members and without others.
   *
   * @param below the keys in front of the members', none for members of this table itself
   */
  String with(List<String> below, Map<String, JsonNode> wanted, Set<String> obsolete) {
    Map<String, JsonNode> missing = new LinkedHashMap<>(wanted);
    StringBuilder said = new StringBuilder();
    int from = open + 1;
    boolean empty = true;
    for (Member member : members) {
      String name = nameOf(member, below);
      boolean own = member.key().size() == below.size() + 1;
      JsonNode value = own ? missing.remove(name) : null;
      if (value != null || !(wanted.containsKey(name) || obsolete.contains(name))) {
        String gap = text.substring(from, member.start());
        said.append(empty ? gap.replaceFirst("^\\s*,", "") : gap);
        said.append(text, member.start(), value != null ? member.valueStart() : member.end());
        if (value != null) {
          said.append(Toml.value(value));
        }
        empty = false;
      }
      from = member.end();
    }
    for (Map.Entry<String, JsonNode> member : missing.entrySet()) {
      List<String> key = new ArrayList<>(below);
      key.add(member.getKey());
      said.append(empty ? " " : ", ");
      said.append(String.join(".", key.stream().map(Toml::key).toList()));
      said.append(" = ").append(Toml.value(member.getValue()));
      empty = false;
    }
    String end = members.isEmpty() && !empty ? " " : text.substring(from, close);
    return text.substring(0, open + 1) + said + (empty ? "" : end) + text.substring(close);
  }

  /** The key of a member behind those in front; empty when it is none of these. */
  private static String nameOf(Member member, List<String> below) {
    int depth = below.size();
    return member.key().size() > depth && member.key().subList(0, depth).equals(below)
        ? member.key().get(depth)
        : "";
  }
}
