package dev.waybill.schema;

import tools.jackson.databind.JsonNode;

/** Refuses regular expressions that cannot be run before a value meets them. */
final class Patterns {
  private Patterns() {}

  static void check(JsonNode schema) {
    check("", schema);
  }

  private static void check(String pointer, JsonNode schema) {
    if (schema.path("pattern").isString()) {
      compile(pointer + "/pattern", schema.path("pattern").asString());
    }
    if (schema.path("patternProperties").isObject()) {
      schema
          .path("patternProperties")
          .propertyNames()
          .forEach(p -> compile(pointer + "/patternProperties/" + Subschemas.escape(p), p));
    }
    Subschemas.of(schema).forEach(child -> check(pointer + child.pointer(), child.schema()));
  }

  private static void compile(String pointer, String source) {
    try {
      Regex.compile(source);
    } catch (SchemaException e) {
      throw new SchemaException(pointer + ": " + e.getMessage(), e);
    }
  }
}
