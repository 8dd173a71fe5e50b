package dev.waybill.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How one client writes its servers down. */
interface Dialect {
  /** The member of the file's root that holds the servers, by name. */
  String root();

  /** The members of an entry that this dialect knows; all others belong to whoever put them. */
  Set<String> known();

  /**
   * Reads an entry.
   *
   * @throws DiscoveryException when it is neither a program nor a URL
   */
  ConfiguredServer read(String name, ObjectNode entry);

  /**
   * Writes an entry.
   *
   * @param notes takes what the user has to know: what could not be said, what has to be set
   */
  ObjectNode write(ConfiguredServer server, List<String> notes);

  /** The member of the root that holds inputs to ask for; empty where clients do not ask. */
  default String inputs() {
    return "";
  }

  static DiscoveryException malformed(String name, String expected) {
    return new DiscoveryException("Server \"" + name + "\": expected " + expected);
  }

  /** A member that is text, or nothing. */
  static String text(String name, ObjectNode entry, String member) {
    JsonNode value = entry.path(member);
    if (!value.isString()) {
      throw malformed(name, "\"" + member + "\" to be a string");
    }
    return value.stringValue();
  }

  static List<String> texts(String name, ObjectNode entry, String member) {
    JsonNode list = entry.path(member);
    if (list.isMissingNode()) {
      return List.of();
    }
    if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isString)) {
      throw malformed(name, "\"" + member + "\" to be a list of strings");
    }
    return list.valueStream().map(JsonNode::stringValue).toList();
  }

  /** A map of texts; numbers and booleans, which some files have, as text. */
  static Map<String, String> map(String name, ObjectNode entry, String member) {
    JsonNode map = entry.path(member);
    if (!map.isMissingNode() && !map.isObject()) {
      throw malformed(name, "\"" + member + "\" to be an object of strings");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    map.propertyStream()
        .forEach(property -> {
          if (!property.getValue().isValueNode() || property.getValue().isNull()) {
            throw malformed(name, "\"" + member + "\" to be an object of strings");
          }
          texts.put(property.getKey(), property.getValue().asString());
        });
    return texts;
  }
}
