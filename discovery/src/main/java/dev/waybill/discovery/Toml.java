package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads TOML as a tree, and writes the values and tables that a configured server needs. */
final class Toml {
  private static final TomlMapper MAPPER = new TomlMapper();
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");
  private static final int LONGEST = 4 << 20;

  private Toml() {}

  /**
   * @throws DiscoveryException when it is not TOML
   */
  static ObjectNode tree(String text) {
    if (text.length() > LONGEST) {
      throw new DiscoveryException("The file is too long for a configuration");
    }
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JacksonException e) {
      String first = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      throw new DiscoveryException("The file is not TOML: " + first, e);
    }
  }

  static String key(String name) {
    return BARE.matcher(name).matches() ? name : Json.mapper().writeValueAsString(name);
  }

  /** A value in one line; an object as an inline table. */
  static String value(JsonNode value) {
    if (value.isArray()) {
      return "[" + String.join(", ", value.valueStream().map(Toml::value).toList()) + "]";
    }
    if (value.isObject()) {
      List<String> members = new ArrayList<>();
      value
          .propertyStream()
          .forEach(member -> members.add(key(member.getKey()) + " = " + value(member.getValue())));
      return members.isEmpty() ? "{}" : "{ " + String.join(", ", members) + " }";
    }
    // A JSON string is a basic string of TOML, whose escapes are the same and some more.
    return Json.mapper().writeValueAsString(value);
  }

  /** A table with a header of its own. */
  static String table(String header, ObjectNode members) {
    StringBuilder text = new StringBuilder("[" + header + "]\n");
    members
        .propertyStream()
        .forEach(member ->
            text.append(key(member.getKey()))
                .append(" = ")
                .append(value(member.getValue()))
                .append('\n'));
    return text.toString();
  }
}
