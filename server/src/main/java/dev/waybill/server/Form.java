package dev.waybill.server;

import dev.waybill.protocol.Json;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaException;
import dev.waybill.schema.SchemaGenerator;
import dev.waybill.schema.SchemaLimits;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The form of an elicitation: the schema sent to the client and the check of what comes back. */
final class Form<T> {
  private static final ClassValue<Form<?>> FORMS =
      new ClassValue<>() {
        @Override
        protected Form<?> computeValue(Class<?> type) {
          return new Form<>(SchemaGenerator.form(type), type);
        }
      };

  private final ObjectNode schema;
  private final CompiledSchema compiled;
  private final Class<T> type;

  private Form(ObjectNode schema, Class<T> type) {
    this.schema = schema;
    this.compiled = CompiledSchema.compile(schema, SchemaLimits.DEFAULT);
    this.type = type;
  }

  @SuppressWarnings("unchecked") // FORMS maps each class to a form of that class
  static <T> Form<T> of(Class<T> type) {
    return (Form<T>) FORMS.get(type);
  }

  /**
   * @throws SchemaException when the schema is more than clients can make a form of
   */
  static Form<ObjectNode> of(ObjectNode schema) {
    if (!"object".equals(schema.path("type").stringValue(""))
        || !schema.path("properties").isObject()) {
      throw new SchemaException("the schema of a form has \"type\": \"object\" and \"properties\"");
    }
    for (var property : schema.path("properties").properties()) {
      JsonNode items = property.getValue().path("items");
      boolean field =
          switch (property.getValue().path("type").stringValue("")) {
            case "string", "number", "integer", "boolean" -> true;
            case "array" -> items.has("enum") || items.has("anyOf");
            default -> false;
          };
      if (!field) {
        throw new SchemaException(
            "/properties/"
                + property.getKey()
                + ": a form asks for strings, numbers, booleans, choices and lists of choices");
      }
    }
    return new Form<>(schema, ObjectNode.class);
  }

  ObjectNode schema() {
    return schema;
  }

  /** The filled-in form; empty when it does not satisfy the schema. */
  Optional<T> read(ObjectNode content) {
    if (!compiled.validate(content).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().treeToValue(content, type));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
