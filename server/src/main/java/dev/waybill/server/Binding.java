package dev.waybill.server;

import dev.waybill.protocol.Json;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaException;
import dev.waybill.schema.SchemaLimits;
import dev.waybill.schema.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.node.ObjectNode;

/** A handler with the type and schema of its input: checks arguments, binds them, calls. */
final class Binding<I> {
  private final ObjectNode schema;
  private final CompiledSchema compiled;
  private final Class<I> type;
  private final ObjectReader reader;
  private final Body<I> body;
  private final Map<String, JsonNode> defaults = new LinkedHashMap<>();

  interface Body<I> {
    @Nullable Object run(I input, Call call) throws Exception;
  }

  /**
   * @throws SchemaException when the schema is invalid, past the limits or not of an object
   */
  Binding(ObjectNode schema, Class<I> type, Body<I> body) {
    if (!"object".equals(schema.path("type").stringValue(""))) {
      throw new SchemaException("an input schema must have \"type\": \"object\" at its root");
    }
    this.schema = schema;
    this.compiled = CompiledSchema.compile(schema, SchemaLimits.DEFAULT);
    this.type = type;
    this.reader = Json.mapper().readerFor(type);
    this.body = body;
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          JsonNode value = property.getValue().get("default");
          if (value != null) {
            defaults.put(property.getKey(), value);
          }
        });
  }

  /** A sealed interface becomes {@code oneOf}; tools still must say that they take an object. */
  static ObjectNode objectSchema(ObjectNode schema) {
    if (!schema.has("type")) {
      schema.put("type", "object");
    }
    return schema;
  }

  ObjectNode schema() {
    return schema;
  }

  /**
   * The arguments with the schema's defaults where they leave something out; the arguments given
   * stay as they are, because sealed state is bound to them.
   */
  ObjectNode withDefaults(ObjectNode arguments) {
    if (arguments.propertyNames().containsAll(defaults.keySet())) {
      return arguments;
    }
    ObjectNode filled = Json.mapper().createObjectNode();
    defaults.forEach(filled::set);
    return filled.setAll(arguments);
  }

  List<Violation> check(ObjectNode arguments) {
    return compiled.validate(arguments);
  }

  /**
   * Binds checked arguments and runs the handler.
   *
   * @throws InvalidInput when the type refuses what the schema let pass
   */
  @Nullable Object run(ObjectNode arguments, Call call) throws Exception {
    return body.run(bind(arguments), call);
  }

  private I bind(ObjectNode arguments) throws InvalidInput {
    if (type == ObjectNode.class) {
      // A copy, which the handler may change: the request's own is what sealed state is bound to.
      return type.cast(arguments.deepCopy());
    }
    try {
      return type.cast(reader.readValue(arguments));
    } catch (JacksonException e) {
      throw new InvalidInput(reason(e));
    }
  }

  private static String reason(JacksonException e) {
    StringBuilder what = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      what.append('/');
      what.append(
          step.getPropertyName() == null
              ? Integer.toString(step.getIndex())
              : step.getPropertyName());
    }
    what.append(what.isEmpty() ? "" : ": ");
    // A record's own check says what is wrong; the mapper would name classes.
    if (e.getCause() instanceof IllegalArgumentException own && own.getMessage() != null) {
      what.append(own.getMessage());
    } else if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      what.append("cannot be read as ").append(mismatch.getTargetType().getSimpleName());
    } else if (e instanceof InputCoercionException coercion && coercion.getTargetType() != null) {
      what.append("does not fit into ").append(coercion.getTargetType().getSimpleName());
    } else {
      what.append("is not a value this can work with");
    }
    return what.toString();
  }

  /** Arguments that satisfy the schema and still are not a value of the type. */
  static final class InvalidInput extends Exception {
    private static final long serialVersionUID = 1;

    InvalidInput(String message) {
      super(message, null, false, false);
    }
  }
}
