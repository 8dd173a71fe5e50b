package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.BaseStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the schema of a type: one walk, without state beyond the definitions and the path for
 * messages.
 */
final class TypeWriter {
  private final Definitions definitions;
  private final Deque<String> path = new ArrayDeque<>();

  TypeWriter(Definitions definitions) {
    this.definitions = definitions;
  }

  /**
   * The schema of a type where it is used: with its constraints, its description, and null where
   * that is allowed.
   */
  ObjectNode write(TypeUse use) {
    ObjectNode schema = bare(use);
    Constraints.apply(use.annotations(), schema);
    if (mayBeNull(use)) {
      schema = OrNull.of(schema);
    }
    Optional<String> words = Words.of(use);
    if (words.isPresent()) {
      schema.put("description", words.get());
    }
    return schema;
  }

  private static boolean mayBeNull(TypeUse use) {
    boolean canBeNull =
        use.nullable() || Property.isOptional(use.raw()) || use.raw() == AtomicReference.class;
    return canBeNull && use.find(Header.class).isEmpty();
  }

  private ObjectNode bare(TypeUse use) {
    Class<?> type = use.raw();
    if (isReshaped(use)) {
      return object();
    }
    Optional<ObjectNode> scalar = Scalars.schema(type);
    if (scalar.isPresent()) {
      return scalar.get();
    }
    if (type == Optional.class || type == AtomicReference.class) {
      return write(use.argument(0));
    }
    if (type.isArray()) {
      return array(
          use.arguments().isEmpty() ? TypeUse.of(type.getComponentType()) : use.argument(0));
    }
    Optional<TypeUse> map = use.as(Map.class);
    if (map.isPresent()) {
      ObjectNode schema = object().put("type", "object");
      return withoutEmpty(schema, "additionalProperties", inside("{}", map.get().argument(1)));
    }
    for (Class<?> family : new Class<?>[] {Iterable.class, Iterator.class, BaseStream.class}) {
      Optional<TypeUse> sequence = use.as(family);
      if (sequence.isPresent()) {
        return sequence(use, sequence.get().argument(0));
      }
    }
    return named(use);
  }

  private ObjectNode named(TypeUse use) {
    Class<?> type = use.raw();
    if (type.isEnum() && !EnumNames.isReshaped(type)) {
      return TypeIds.of(type)
          .map(ids -> ids.mark(enumeration(type)))
          .orElseGet(() -> enumeration(type));
    }
    Optional<AnnotatedType> value = JsonValues.type(type);
    if (value.isPresent()) {
      ObjectNode written = write(TypeUse.of(value.get(), use.bindings()));
      return TypeIds.of(type).map(ids -> ids.mark(written)).orElse(written);
    }
    if (type.isEnum()) {
      return object();
    }
    if (type.isRecord()) {
      return definitions.place(use.key(), () -> described(type, record(use)));
    }
    if (Union.isUnion(type)) {
      return definitions.place(use.key(), () -> described(type, union(use)));
    }
    throw new SchemaException(
        "%s%s has no schema: expected a record, an enum, a sealed interface of these, a collection, a map or a value type of the JDK; make it a record, or give the schema as JSON"
            .formatted(
                path.isEmpty() ? "" : String.join("", path.reversed()) + ": ", type.getTypeName()));
  }

  private ObjectNode record(TypeUse use) {
    RecordShape shape = RecordShape.of(use);
    ObjectNode schema = object().put("type", "object");
    if (shape.properties().isEmpty() && shape.exact()) {
      schema.put("additionalProperties", false);
    } else if (!shape.properties().isEmpty()) {
      ObjectNode properties = schema.putObject("properties");
      ArrayNode required = JsonNodeFactory.instance.arrayNode();
      for (Property property : shape.properties()) {
        properties.set(property.name(), property(use.raw(), property));
        if (property.required()) {
          required.add(property.name());
        }
      }
      withoutEmpty(schema, "required", required);
    }
    Optional<TypeIds> ids = TypeIds.of(use.raw());
    return ids.isPresent() ? ids.get().mark(schema) : schema;
  }

  private ObjectNode property(Class<?> owner, Property property) {
    path.push((path.isEmpty() ? owner.getSimpleName() : "") + "." + property.component());
    ObjectNode schema = write(property.use());
    Optional<JsonProperty> named = property.use().find(JsonProperty.class);
    if (named.isPresent() && !named.get().defaultValue().isEmpty()) {
      schema.set("default", Defaults.parse(named.get().defaultValue(), schema, where()));
    }
    Optional<Header> header = property.use().find(Header.class);
    if (header.isPresent()) {
      schema.put("x-mcp-header", header.get().value());
      definitions.header();
    }
    path.pop();
    return schema;
  }

  private String where() {
    return String.join("", path.reversed());
  }

  private ObjectNode union(TypeUse use) {
    return Union.of(Union.variants(use).stream().map(v -> new Union.Variant(v, write(v))).toList());
  }

  private ObjectNode sequence(TypeUse use, TypeUse element) {
    ObjectNode schema = array(element);
    if (Set.class.isAssignableFrom(use.raw()) && isDistinctInJson(element.raw())) {
      schema.put("uniqueItems", true);
    }
    return schema;
  }

  /**
   * Whether two unequal values are always written differently: not so for 1.0 and 1.00, or where
   * parts are ignored.
   */
  private static boolean isDistinctInJson(Class<?> type) {
    return type == String.class || type == Integer.class || type == Long.class || type.isEnum();
  }

  private ObjectNode array(TypeUse element) {
    return withoutEmpty(object().put("type", "array"), "items", inside("[]", element));
  }

  private ObjectNode inside(String step, TypeUse use) {
    path.push(step);
    ObjectNode schema = write(use);
    path.pop();
    return schema;
  }

  private static ObjectNode enumeration(Class<?> type) {
    EnumNames names = EnumNames.of(type);
    ObjectNode schema = described(type, object().put("type", "string"));
    return names.described()
        ? schema.set("oneOf", names.choices("description", false))
        : schema.set("enum", names.names());
  }

  /** Written by someone else's rules: anything may come. */
  private static boolean isReshaped(TypeUse use) {
    return use.find(JsonSerialize.class).isPresent()
        || use.raw().isAnnotationPresent(JsonSerialize.class)
        || use.find(JsonFormat.class).isPresent()
        || use.find(JsonRawValue.class).isPresent()
        || use.find(JsonTypeInfo.class).isPresent();
  }

  private static ObjectNode described(Class<?> type, ObjectNode schema) {
    Optional<String> words = Words.of(type);
    if (words.isPresent()) {
      schema.put("description", words.get());
    }
    return schema;
  }

  private static ObjectNode withoutEmpty(ObjectNode schema, String keyword, JsonNode value) {
    if (!value.isEmpty()) {
      schema.set(keyword, value);
    }
    return schema;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
