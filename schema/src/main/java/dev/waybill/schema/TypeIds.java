package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How Jackson marks a value of a polymorphic type with its class.
 *
 * @param ids what the mark may be; empty when it cannot be told from the class alone
 */
record TypeIds(JsonTypeInfo.As include, String property, Set<String> ids) {

  /** The mark that {@code @JsonTypeInfo} on the type, or on a type above it, asks for. */
  static Optional<TypeIds> of(Class<?> type) {
    Optional<JsonTypeInfo> info = inherited(type, JsonTypeInfo.class).stream().findFirst();
    if (info.isEmpty()) {
      return Optional.empty();
    }
    JsonTypeInfo.Id use = info.get().use();
    Set<String> ids =
        switch (use) {
          case NONE, DEDUCTION -> Set.of();
          case CLASS -> Set.of(type.getName());
          case SIMPLE_NAME -> names(type, afterLast(afterLast(type.getName(), '.'), '$'));
          case NAME -> names(type, afterLast(type.getName(), '.'));
          case MINIMAL_CLASS, CUSTOM -> Set.of();
        };
    if (use == JsonTypeInfo.Id.NONE || use == JsonTypeInfo.Id.DEDUCTION) {
      return Optional.empty();
    }
    String property = info.get().property();
    return Optional.of(
        new TypeIds(
            info.get().include(),
            property.isEmpty() ? use.getDefaultPropertyName() : property,
            ids));
  }

  /** {@code {"const":"circle"}}. */
  ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (ids.isEmpty()) {
      return schema.put("type", "string");
    }
    if (ids.size() == 1) {
      return schema.put("const", ids.iterator().next());
    }
    ids.forEach(schema.putArray("enum")::add);
    return schema;
  }

  /** Puts the mark where Jackson writes it, into or around the schema of the value. */
  ObjectNode mark(ObjectNode value) {
    boolean isObject = value.path("type").asString("").equals("object");
    return switch (include) {
      case NOTHING -> value;
      case WRAPPER_OBJECT -> wrappedInObject(value);
      case WRAPPER_ARRAY -> wrappedInArray(value);
      case PROPERTY, EXISTING_PROPERTY, EXTERNAL_PROPERTY ->
          isObject ? asProperty(value) : wrappedInArray(value);
    };
  }

  private ObjectNode asProperty(ObjectNode value) {
    ObjectNode marked = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = marked.putObject("properties").set(property, schema());
    value.path("properties").properties().stream()
        .filter(p -> !p.getKey().equals(property))
        .forEach(p -> properties.set(p.getKey(), p.getValue()));
    var required = marked.putArray("required").add(property);
    value.path("required").values().stream()
        .filter(r -> !r.asString().equals(property))
        .forEach(required::add);
    value.properties().stream()
        .filter(p -> !marked.has(p.getKey()) && !p.getKey().equals("additionalProperties"))
        .forEach(p -> marked.set(p.getKey(), p.getValue()));
    return marked;
  }

  private ObjectNode wrappedInObject(ObjectNode value) {
    ObjectNode wrapper = JsonNodeFactory.instance.objectNode().put("type", "object");
    if (ids.size() == 1) {
      String id = ids.iterator().next();
      wrapper.putObject("properties").set(id, value);
      wrapper.putArray("required").add(id);
    } else {
      wrapper.set("additionalProperties", value);
      wrapper.put("minProperties", 1).put("maxProperties", 1);
    }
    return wrapper;
  }

  private ObjectNode wrappedInArray(ObjectNode value) {
    ObjectNode wrapper = JsonNodeFactory.instance.objectNode().put("type", "array");
    wrapper.putArray("prefixItems").add(schema()).add(value);
    return wrapper.put("minItems", 2).put("maxItems", 2);
  }

  /**
   * Jackson prefers the name on the class when it writes and the one in the list of subtypes when
   * it reads.
   */
  private static Set<String> names(Class<?> type, String otherwise) {
    Set<String> names = new LinkedHashSet<>();
    JsonTypeName own = type.getAnnotation(JsonTypeName.class);
    if (own != null && !own.value().isEmpty()) {
      names.add(own.value());
    }
    for (JsonSubTypes subtypes : inherited(type, JsonSubTypes.class)) {
      for (JsonSubTypes.Type subtype : subtypes.value()) {
        if (subtype.value() == type) {
          names.addAll(List.of(subtype.names()));
          names.add(subtype.name());
        }
      }
    }
    names.remove("");
    return names.isEmpty() ? Set.of(otherwise) : names;
  }

  private static <A extends Annotation> List<A> inherited(Class<?> type, Class<A> annotation) {
    List<A> found = new ArrayList<>();
    A here = type.getDeclaredAnnotation(annotation);
    if (here != null) {
      found.add(here);
    }
    for (Class<?> parent : type.getInterfaces()) {
      found.addAll(inherited(parent, annotation));
    }
    if (type.getSuperclass() != null) {
      found.addAll(inherited(type.getSuperclass(), annotation));
    }
    return found;
  }

  private static String afterLast(String text, char mark) {
    return text.substring(text.lastIndexOf(mark) + 1);
  }
}
