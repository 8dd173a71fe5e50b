package dev.waybill.schema;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The value of {@code @JsonProperty(defaultValue = "…")}: text where the schema wants a string,
 * JSON elsewhere.
 */
final class Defaults {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Defaults() {}

  static JsonNode parse(String text, ObjectNode schema, String where) {
    JsonNode value = takesText(schema) ? StringNode.valueOf(text) : json(text, where);
    if (schema.findValue("$ref") == null) {
      check(value, CompiledSchema.compile(schema, SchemaLimits.DEFAULT).validate(value), where);
    }
    return value;
  }

  private static void check(JsonNode value, List<Violation> violations, String where) {
    if (!violations.isEmpty()) {
      throw new SchemaException(
          "the default of %s is %s, which its own type refuses: %s"
              .formatted(where, value, violations.getFirst()));
    }
  }

  private static boolean takesText(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.asString("").equals("string")
        || type.path(0).asString("").equals("string")
        || schema.path("anyOf").path(0).path("type").asString("").equals("string");
  }

  private static JsonNode json(String text, String where) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw new SchemaException("the default of " + where + " is not JSON: " + text, e);
    }
  }
}
