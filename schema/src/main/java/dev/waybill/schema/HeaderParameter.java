package dev.waybill.schema;

import dev.waybill.protocol.Headers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A parameter of a tool that travels as a header too, because its schema has {@code x-mcp-header}
 * (Streamable HTTP, Custom Headers from Tool Parameters).
 *
 * @param header the whole name, {@code Mcp-Param-…}
 * @param path the property names from the root of the arguments
 */
public record HeaderParameter(String header, List<String> path) {
  private static final String KEYWORD = "x-mcp-header";
  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

  public HeaderParameter {
    path = List.copyOf(path);
  }

  /**
   * The annotated parameters of an input schema.
   *
   * @throws SchemaException when an annotation is empty, no token, there twice, on something else
   *     than a string, integer or boolean, or not reachable through {@code properties} alone
   */
  public static List<HeaderParameter> of(ObjectNode schema) {
    List<HeaderParameter> found = new ArrayList<>();
    collect(schema, List.of(), found, new HashSet<>());
    int all = count(schema);
    if (all != found.size()) {
      throw new SchemaException(
          KEYWORD
              + " may only be put on properties reached through \"properties\" alone, not inside"
              + " items, $defs or composition keywords");
    }
    return List.copyOf(found);
  }

  /** The parameter's value in the arguments of a call; missing or null when it has none. */
  public JsonNode value(ObjectNode arguments) {
    JsonNode value = arguments;
    for (String name : path) {
      value = value.path(name);
    }
    return value;
  }

  private static void collect(
      JsonNode schema, List<String> path, List<HeaderParameter> found, Set<String> names) {
    for (var property : schema.path("properties").properties()) {
      List<String> here = new ArrayList<>(path);
      here.add(property.getKey());
      JsonNode annotation = property.getValue().get(KEYWORD);
      if (annotation != null) {
        found.add(new HeaderParameter(header(annotation, property.getValue(), here, names), here));
      }
      collect(property.getValue(), here, found, names);
    }
  }

  private static String header(
      JsonNode annotation, JsonNode property, List<String> path, Set<String> names) {
    String at = "/" + String.join("/", path);
    String name = annotation.isString() ? annotation.stringValue() : "";
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new SchemaException(
          KEYWORD + " of " + at + " must be a header name token, was " + annotation);
    }
    if (!TYPES.contains(property.path("type").stringValue(""))) {
      throw new SchemaException(
          KEYWORD + " \"" + name + "\" of " + at + " needs type string, integer or boolean");
    }
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      throw new SchemaException(KEYWORD + " \"" + name + "\" is there twice, again at " + at);
    }
    return Headers.PARAM_PREFIX + name;
  }

  /** Annotations anywhere in a schema, without taking a property named like the keyword for one. */
  private static int count(JsonNode schema) {
    int count = schema.isObject() && schema.has(KEYWORD) ? 1 : 0;
    if (schema.isArray()) {
      for (JsonNode item : schema) {
        count += count(item);
      }
    }
    for (var member : schema.properties()) {
      switch (member.getKey()) {
        case "const", "enum", "default", "examples", KEYWORD -> {}
        case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas" -> {
          for (JsonNode inner : member.getValue()) {
            count += count(inner);
          }
        }
        default -> count += count(member.getValue());
      }
    }
    return count;
  }
}
