package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The restricted schema of a form that a client shows to a person. */
final class FormSchema {
  private static final Map<Class<?>, String> FORMATS =
      Map.of(
          URI.class, "uri",
          LocalDate.class, "date",
          Instant.class, "date-time",
          OffsetDateTime.class, "date-time",
          ZonedDateTime.class, "date-time");
  private static final Set<String> PLAIN = Set.of("string", "integer", "number", "boolean");
  private static final Set<Class<?>> LISTS = Set.of(List.class, Set.class, Collection.class);
  private static final Set<String> KEYWORDS =
      Set.of(
          "type", "format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems");

  private FormSchema() {}

  static ObjectNode of(Class<?> type) {
    if (!type.isRecord()) {
      throw new SchemaException(
          "a form is asked for with a record, and %s is none".formatted(type.getName()));
    }
    ObjectNode form = object().put("type", "object");
    ObjectNode properties = form.putObject("properties");
    ArrayNode required = form.putArray("required");
    Words.of(type).ifPresent(d -> form.put("description", d));
    for (Property property : RecordShape.of(TypeUse.of(type)).properties()) {
      properties.set(property.name(), field(type, property));
      if (property.required()) {
        required.add(property.name());
      }
    }
    if (required.isEmpty()) {
      form.remove("required");
    }
    return form;
  }

  private static ObjectNode field(Class<?> owner, Property property) {
    String where = owner.getSimpleName() + "." + property.component();
    TypeUse use = property.use();
    TypeUse inner = use.raw() == Optional.class ? use.argument(0).with(use.annotations()) : use;
    ObjectNode schema = kind(inner).orElseThrow(() -> refusal(where, use));
    Constraints.apply(inner.annotations(), schema);
    keepToForms(schema, inner.raw());
    Words.of(use).ifPresent(d -> schema.put("description", d));
    use.find(JsonProperty.class)
        .filter(p -> !p.defaultValue().isEmpty())
        .ifPresent(p -> schema.set("default", Defaults.parse(p.defaultValue(), schema, where)));
    return schema;
  }

  private static Optional<ObjectNode> kind(TypeUse use) {
    Class<?> type = use.raw();
    if (type.isEnum() && !EnumNames.isReshaped(type)) {
      EnumNames names = EnumNames.of(type);
      ObjectNode schema = object().put("type", "string");
      return Optional.of(
          names.described()
              ? schema.set("oneOf", names.choices("title", true))
              : schema.set("enum", names.names()));
    }
    if (LISTS.contains(type) && use.argument(0).raw().isEnum()) {
      EnumNames names = EnumNames.of(use.argument(0).raw());
      ObjectNode items = object();
      if (names.described()) {
        items.set("anyOf", names.choices("title", true));
      } else {
        items.put("type", "string").set("enum", names.names());
      }
      return Optional.of(object().put("type", "array").set("items", items));
    }
    if (FORMATS.containsKey(type)) {
      return Optional.of(object().put("type", "string").put("format", FORMATS.get(type)));
    }
    return Scalars.schema(type)
        .filter(s -> PLAIN.contains(s.path("type").asString("")))
        .filter(s -> !s.has("format") && !s.has("contentEncoding") && !s.has("examples"));
  }

  /**
   * A form has no exclusive bounds and no patterns; a whole number's exclusive bound is the next
   * one's inclusive.
   */
  private static void keepToForms(ObjectNode schema, Class<?> type) {
    if (schema.path("type").asString().equals("integer")) {
      if (schema.has("exclusiveMinimum")) {
        schema.put("minimum", schema.path("exclusiveMinimum").longValue() + 1);
      }
      if (schema.has("exclusiveMaximum")) {
        schema.put("maximum", schema.path("exclusiveMaximum").longValue() - 1);
      }
    }
    boolean isChoice = type.isEnum() || LISTS.contains(type);
    schema.propertyNames().stream()
        .filter(k ->
            !KEYWORDS.contains(k) && !(isChoice && Set.of("enum", "oneOf", "items").contains(k)))
        .toList()
        .forEach(schema::remove);
  }

  private static SchemaException refusal(String where, TypeUse use) {
    return new SchemaException(
        "a form cannot ask for %s, a %s: it can ask for String, URI, LocalDate, Instant, OffsetDateTime, ZonedDateTime, numbers, boolean, an enum, a List or Set of an enum, and Optional of these"
            .formatted(where, use.raw().getTypeName()));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
