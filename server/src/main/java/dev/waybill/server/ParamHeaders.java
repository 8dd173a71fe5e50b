package dev.waybill.server;

import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Headers;
import dev.waybill.schema.SchemaException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code x-mcp-header} annotations of a tool's input schema and the check of the headers they
 * ask for (Streamable HTTP, Custom Headers from Tool Parameters).
 */
final class ParamHeaders {
  private static final String KEYWORD = "x-mcp-header";
  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
  private static final BigDecimal SAFE = BigDecimal.valueOf((1L << 53) - 1);
  private static final int MAX_NUMBER_CHARS = 32;

  private record Parameter(String header, List<String> path) {}

  private final List<Parameter> parameters;

  private ParamHeaders(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  /**
   * @throws SchemaException when an annotation is empty, no token, there twice, on something else
   *     than a string, integer or boolean, or not reachable through {@code properties} alone
   */
  static ParamHeaders of(ObjectNode schema) {
    List<Parameter> found = new ArrayList<>();
    collect(schema, List.of(), found, new HashSet<>());
    int all = count(schema);
    if (all != found.size()) {
      throw new SchemaException(
          KEYWORD
              + " may only be put on properties reached through \"properties\" alone, not inside"
              + " items, $defs or composition keywords");
    }
    return new ParamHeaders(found);
  }

  private static void collect(
      JsonNode schema, List<String> path, List<Parameter> found, Set<String> names) {
    for (var property : schema.path("properties").properties()) {
      List<String> here = new ArrayList<>(path);
      here.add(property.getKey());
      JsonNode annotation = property.getValue().get(KEYWORD);
      if (annotation != null) {
        found.add(new Parameter(header(annotation, property.getValue(), here, names), here));
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

  boolean any() {
    return !parameters.isEmpty();
  }

  /** What is wrong with the headers of a call, naming header and both values. */
  Optional<String> mismatch(Headers headers, ObjectNode arguments) {
    for (Parameter parameter : parameters) {
      String problem = mismatch(parameter, headers.get(parameter.header), arguments);
      if (problem != null) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  private static @Nullable String mismatch(
      Parameter parameter, @Nullable String header, ObjectNode arguments) {
    JsonNode value = arguments;
    for (String name : parameter.path) {
      value = value.path(name);
    }
    String where = "argument /" + String.join("/", parameter.path);
    if (value.isMissingNode() || value.isNull()) {
      return header == null
          ? null
          : parameter.header + " is " + quoted(header) + " but " + where + " is absent";
    }
    if (header == null) {
      return parameter.header + " is missing: expected " + quoted(value) + ", as in " + where;
    }
    Optional<String> decoded = HeaderCodec.decode(header);
    if (decoded.isEmpty()) {
      return parameter.header
          + " value "
          + quoted(header)
          + " is not a valid encoding of "
          + where
          + " "
          + quoted(value);
    }
    if (equal(decoded.get(), value)) {
      return null;
    }
    return parameter.header
        + " value "
        + quoted(decoded.get())
        + " does not match "
        + where
        + " "
        + quoted(value);
  }

  private static String quoted(JsonNode value) {
    return quoted(value.isString() ? value.stringValue() : value.toString());
  }

  private static String quoted(String value) {
    return "'" + Text.shortened(value) + "'";
  }

  private static boolean equal(String header, JsonNode value) {
    if (value.isString()) {
      return header.equals(value.stringValue());
    }
    if (value.isBoolean()) {
      return header.equals(Boolean.toString(value.booleanValue()));
    }
    if (!value.isNumber() || header.length() > MAX_NUMBER_CHARS) {
      return false;
    }
    try {
      BigDecimal number = value.decimalValue();
      return number.abs().compareTo(SAFE) <= 0 && number.compareTo(new BigDecimal(header)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
