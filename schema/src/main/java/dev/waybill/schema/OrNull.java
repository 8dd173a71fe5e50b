package dev.waybill.schema;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lets a schema accept null as well. */
final class OrNull {
  private OrNull() {}

  static ObjectNode of(ObjectNode schema) {
    if (schema.isEmpty() || schema.path("type").isArray()) {
      return schema;
    }
    boolean simple = schema.path("type").isString();
    if (simple && schema.path("enum").isArray() && !schema.has("$ref")) {
      schema.withArray("enum").addNull();
    }
    if (simple && !schema.has("oneOf") && !schema.has("anyOf") && !schema.has("const")) {
      String type = schema.path("type").asString();
      schema.putArray("type").add(type).add("null");
      return schema;
    }
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    var choices = either.putArray("anyOf").add(schema);
    choices.addObject().put("type", "null");
    return either;
  }
}
