package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes single members of a JSON text with comments, and leaves every other character as it was.
 * One instance makes one set of changes; they must not overlap.
 */
final class JsonEdit {
  private final Jsonc text;
  private final JsonNode tree;
  private final Jsonc.Span root;
  private final String lineEnd;
  private final String step;
  private final TreeMap<Integer, Change> changes = new TreeMap<>();

  /** Replaces what lies between its place and {@code end}. */
  private record Change(int end, String replacement) {}

  JsonEdit(Jsonc text) {
    this.text = text;
    this.tree = text.tree();
    this.root = text.spans();
    this.lineEnd = text.original().contains("\r\n") ? "\r\n" : "\n";
    this.step = root.members().isEmpty() ? "  " : orTwo(indent(root.members().getFirst().start()));
  }

  private static String orTwo(String indent) {
    return indent.isEmpty() ? "  " : indent;
  }

  /** Merges an object into the root, as {@link #merge} does. */
  JsonEdit merge(ObjectNode wanted) {
    merge(root, (ObjectNode) tree, wanted, "");
    return this;
  }

  /** A text without a member of the object that lies under these keys, if it has one. */
  static String without(String text, List<String> keys, String name) {
    JsonEdit edit = new JsonEdit(Jsonc.of(text));
    Jsonc.Span object = edit.root;
    for (String key : keys) {
      object = object == null ? null : find(object, key);
    }
    if (object == null) {
      return text;
    }
    List<Jsonc.Member> members = object.members();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).name().equals(name)) {
        edit.remove(members.get(i), i == members.size() - 1);
      }
    }
    return edit.result();
  }

  private static Jsonc.@Nullable Span find(Jsonc.Span in, String name) {
    for (Jsonc.Member member : in.members()) {
      if (member.name().equals(name)) {
        return member.value();
      }
    }
    return null;
  }

  /** Sets the members that are not so yet; those of objects within objects one by one. */
  private void merge(Jsonc.Span object, ObjectNode has, ObjectNode wanted, String indent) {
    String first = object.members().isEmpty() ? "" : indent(object.members().getFirst().start());
    String inner = first.isEmpty() ? indent + step : first;
    StringBuilder added = new StringBuilder();
    wanted
        .propertyStream()
        .forEach(property -> {
          String name = property.getKey();
          JsonNode value = property.getValue();
          JsonNode now = has.get(name);
          Jsonc.Span place = find(object, name);
          if (now == null || place == null) {
            String member = Json.mapper().writeValueAsString(name) + ": " + written(value, inner);
            added.append(added.isEmpty() ? "" : ",").append(lineEnd).append(inner).append(member);
          } else if (now instanceof ObjectNode inside && value instanceof ObjectNode more) {
            merge(place, inside, more, inner);
          } else if (!now.equals(value)) {
            changes.put(place.start(), new Change(place.end(), written(value, inner)));
          }
        });
    if (!added.isEmpty()) {
      append(object, added.toString(), indent);
    }
  }

  /** Puts members behind the last one, and behind whatever comment follows that one. */
  private void append(Jsonc.Span object, String members, String indent) {
    int close = object.end() - 1;
    int last = close;
    while (Character.isWhitespace(text.original().charAt(last - 1))) {
      last--;
    }
    if (object.members().isEmpty()) {
      changes.put(last, new Change(close, members + lineEnd + indent));
      return;
    }
    int end = object.members().getLast().value().end();
    boolean comma = text.original().substring(end, close).contains(",") && hasComma(end, close);
    boolean oneLine = text.original().substring(last, close).indexOf('\n') < 0;
    String tail = oneLine ? lineEnd + indent : "";
    if (comma) {
      changes.put(last, new Change(oneLine ? close : last, members + tail));
    } else if (last == end) {
      changes.put(end, new Change(oneLine ? close : end, "," + members + tail));
    } else {
      changes.put(end, new Change(end, ","));
      changes.put(last, new Change(oneLine ? close : last, members + tail));
    }
  }

  /** Whether a trailing comma lies there; the strict text has none, but the same elsewhere. */
  private boolean hasComma(int from, int to) {
    Jsonc without = Jsonc.of(text.original().substring(0, to));
    return without.strict().substring(from, to).indexOf(',') >= 0;
  }

  private void remove(Jsonc.Member member, boolean isLast) {
    String strict = text.strict();
    int start = member.start();
    int end = member.value().end();
    if (isLast) {
      int comma = start - 1;
      while (comma > 0 && Character.isWhitespace(strict.charAt(comma))) {
        comma--;
      }
      if (strict.charAt(comma) == ',') {
        changes.put(comma, new Change(comma + 1, ""));
      }
      int after = text.original().indexOf(',', end);
      if (after >= 0 && text.original().substring(end, after).isBlank()) {
        end = after + 1;
      }
    } else {
      end = strict.indexOf(',', end) + 1;
    }
    while (end < strict.length()
        && (strict.charAt(end) == ' ' || strict.charAt(end) == '\t')
        && Character.isWhitespace(text.original().charAt(end))) {
      end++;
    }
    int lineStart = start - indent(start).length();
    boolean whole =
        lineStart > 0
            && text.original().charAt(lineStart - 1) == '\n'
            && text.original().startsWith(lineEnd, end);
    changes.put(whole ? lineStart : start, new Change(whole ? end + lineEnd.length() : end, ""));
  }

  /** The blanks before a place, when nothing else stands before it on its line. */
  private String indent(int place) {
    int start = place;
    while (start > 0 && " \t".indexOf(text.original().charAt(start - 1)) >= 0) {
      start--;
    }
    boolean first = start == 0 || text.original().charAt(start - 1) == '\n';
    return first ? text.original().substring(start, place) : "";
  }

  private String written(JsonNode value, String indent) {
    return printer(step).writeValueAsString(value).replace("\n", lineEnd + indent);
  }

  static ObjectWriter printer(String step) {
    DefaultIndenter indenter = new DefaultIndenter(step, "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    return Json.mapper()
        .writer()
        .with(
            new DefaultPrettyPrinter(separators)
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter));
  }

  /** The text with all changes made. */
  String result() {
    StringBuilder result = new StringBuilder(text.original());
    changes
        .descendingMap()
        .forEach((start, change) -> result.replace(start, change.end(), change.replacement()));
    return result.toString();
  }
}
