package dev.waybill.schema;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns a schema into checks, if every keyword in it is known here and has the shape its metaschema
 * asks for. Otherwise the schema is left to {@link FullValidator}, which knows everything and says
 * what is wrong with the shape.
 */
final class CheckCompiler {
  private static final Set<String> WORDS = Set.of("title", "description", "$comment", "format");
  private static final Set<String> CONTENT = Set.of("contentEncoding", "contentMediaType");
  private static final Set<String> FLAGS = Set.of("deprecated", "readOnly", "writeOnly");

  private final SchemaSurvey survey;
  private final Dialect dialect;
  private final Map<String, Check> compiled = new HashMap<>();
  private final List<Runnable> references = new ArrayList<>();

  /** A schema that is not understood here: no mistake, only a question for the other validator. */
  private static final class NotUnderstood extends RuntimeException {
    NotUnderstood() {
      super("", null, false, false);
    }
  }

  private CheckCompiler(SchemaSurvey survey, Dialect dialect) {
    this.survey = survey;
    this.dialect = dialect;
  }

  static Optional<Check> compile(SchemaSurvey survey, Dialect dialect) {
    if (dialect == Dialect.DRAFT_04 || dialect == Dialect.DRAFT_06) {
      return Optional.empty();
    }
    CheckCompiler compiler = new CheckCompiler(survey, dialect);
    try {
      Check root = compiler.schema("");
      for (int i = 0; i < compiler.references.size(); i++) {
        compiler.references.get(i).run();
      }
      return Optional.of(root);
    } catch (NotUnderstood e) {
      return Optional.empty();
    }
  }

  private Check schema(String pointer) {
    Check known = compiled.get(pointer);
    if (known != null) {
      return known;
    }
    JsonNode schema = survey.schema(pointer);
    if (schema.isBoolean()) {
      return schema.asBoolean() ? new Check.Anything() : new Check.Nothing();
    }
    require(schema.isObject());
    require(dialect == Dialect.DRAFT_2020_12 || !schema.has("$ref") || schema.size() == 1);
    List<Check> parts = new ArrayList<>();
    schema.propertyNames().forEach(k -> keyword(pointer, schema, k, schema.path(k), parts));
    Check check = Check.All.of(parts);
    compiled.put(pointer, check);
    return check;
  }

  private void keyword(
      String pointer, JsonNode schema, String keyword, JsonNode value, List<Check> parts) {
    switch (keyword) {
      case "type" -> parts.addFirst(type(value));
      case "enum" -> {
        require(value.isArray() && !value.isEmpty());
        parts.add(oneOf(value));
      }
      case "const" -> parts.add(oneOf(wrapped(value)));
      case "minimum" -> parts.add(ValueChecks.Bound.of(number(value), true, false));
      case "maximum" -> parts.add(ValueChecks.Bound.of(number(value), false, false));
      case "exclusiveMinimum" -> parts.add(ValueChecks.Bound.of(number(value), true, true));
      case "exclusiveMaximum" -> parts.add(ValueChecks.Bound.of(number(value), false, true));
      case "multipleOf" -> {
        require(value.isIntegralNumber() && value.canConvertToLong() && value.longValue() > 0);
        parts.add(new ValueChecks.MultipleOf(value.decimalValue()));
      }
      case "minLength" -> parts.add(new ValueChecks.Length(count(value), Long.MAX_VALUE));
      case "maxLength" -> parts.add(new ValueChecks.Length(0, count(value)));
      case "minItems" -> parts.add(new ContainerChecks.Size(true, count(value), Long.MAX_VALUE));
      case "maxItems" -> parts.add(new ContainerChecks.Size(true, 0, count(value)));
      case "minProperties" ->
          parts.add(new ContainerChecks.Size(false, count(value), Long.MAX_VALUE));
      case "maxProperties" -> parts.add(new ContainerChecks.Size(false, 0, count(value)));
      case "pattern" -> parts.add(new ValueChecks.Matching(regex(pointer, value)));
      case "required" -> parts.add(new ContainerChecks.Required(names(value)));
      case "uniqueItems" -> {
        require(value.isBoolean());
        if (value.booleanValue()) {
          parts.add(new ContainerChecks.Unique());
        }
      }
      case "properties" -> parts.add(members(pointer, schema));
      case "additionalProperties" -> {
        if (!schema.has("properties")) {
          parts.add(members(pointer, schema));
        }
      }
      case "prefixItems" -> {
        require(dialect == Dialect.DRAFT_2020_12);
        parts.add(items(pointer, schema));
      }
      case "items" -> {
        if (!schema.has("prefixItems")) {
          parts.add(items(pointer, schema));
        }
      }
      case "allOf" -> parts.addAll(branches(pointer, keyword, value));
      case "anyOf" -> parts.add(new Check.Choice(branches(pointer, keyword, value), false));
      case "oneOf" -> parts.add(new Check.Choice(branches(pointer, keyword, value), true));
      case "not" -> parts.add(new Check.Not(schema(pointer + "/not")));
      case "$ref" -> parts.add(reference(pointer));
      case "$defs", "definitions" -> {
        require(value.isObject());
        value
            .propertyNames()
            .forEach(n -> schema(pointer + "/" + keyword + "/" + Subschemas.escape(n)));
      }
      case "$schema" -> require(pointer.isEmpty());
      case "examples" -> require(value.isArray());
      default -> annotation(keyword, value);
    }
  }

  private static void annotation(String keyword, JsonNode value) {
    boolean known =
        keyword.startsWith("x-")
            || keyword.equals("default")
            || (WORDS.contains(keyword) && value.isString())
            || (CONTENT.contains(keyword) && value.isString())
            || (FLAGS.contains(keyword) && value.isBoolean());
    require(known);
  }

  private Check reference(String pointer) {
    String target = survey.target(pointer).orElseThrow(NotUnderstood::new);
    Check.Ref reference = new Check.Ref();
    references.add(() -> reference.pointTo(schema(target)));
    return reference;
  }

  private static Check type(JsonNode value) {
    EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
    require(value.isString() || (value.isArray() && !value.isEmpty()));
    for (JsonNode name : value.isArray() ? value.values() : List.of(value)) {
      Kind kind = Kind.named(name.asString("")).orElseThrow(NotUnderstood::new);
      require(kinds.add(kind));
    }
    return kinds.size() == 1
        ? new ValueChecks.Type(kinds.iterator().next())
        : new ValueChecks.Types(kinds);
  }

  private static Check oneOf(JsonNode values) {
    Set<String> texts = new HashSet<>();
    values.valueStream().filter(JsonNode::isString).forEach(v -> texts.add(v.asString()));
    return new ValueChecks.OneOf(Set.copyOf(texts), values);
  }

  private static JsonNode wrapped(JsonNode value) {
    return tools.jackson.databind.node.JsonNodeFactory.instance.arrayNode().add(value);
  }

  private Check members(String pointer, JsonNode schema) {
    require(!schema.has("patternProperties"));
    Map<String, Check> known = new LinkedHashMap<>();
    if (schema.has("properties")) {
      require(schema.path("properties").isObject());
      for (String name : schema.path("properties").propertyNames()) {
        known.put(name, schema(pointer + "/properties/" + Subschemas.escape(name)));
      }
    }
    @Nullable Check others =
        schema.has("additionalProperties") ? schema(pointer + "/additionalProperties") : null;
    return new ContainerChecks.Members(known, others);
  }

  private Check items(String pointer, JsonNode schema) {
    List<Check> first = new ArrayList<>();
    if (schema.has("prefixItems")) {
      first.addAll(branches(pointer, "prefixItems", schema.path("prefixItems")));
    }
    require(!schema.path("items").isArray() && !schema.has("additionalItems"));
    @Nullable Check rest = schema.has("items") ? schema(pointer + "/items") : null;
    return new ContainerChecks.Items(first, rest);
  }

  private List<Check> branches(String pointer, String keyword, JsonNode value) {
    require(value.isArray() && !value.isEmpty());
    List<Check> branches = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      branches.add(schema(pointer + "/" + keyword + "/" + i));
    }
    return List.copyOf(branches);
  }

  private static Regex regex(String pointer, JsonNode value) {
    require(value.isString());
    try {
      return Regex.compile(value.asString());
    } catch (SchemaException e) {
      throw new SchemaException(pointer + "/pattern: " + e.getMessage(), e);
    }
  }

  private static List<String> names(JsonNode value) {
    require(value.isArray());
    List<String> names = new ArrayList<>();
    for (JsonNode name : value.values()) {
      require(name.isString() && !names.contains(name.asString()));
      names.add(name.asString());
    }
    return List.copyOf(names);
  }

  private static java.math.BigDecimal number(JsonNode value) {
    require(value.isNumber() && Numbers.isSane(value));
    return value.decimalValue();
  }

  private static long count(JsonNode value) {
    require(value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0);
    return value.longValue();
  }

  private static void require(boolean understood) {
    if (!understood) {
      throw new NotUnderstood();
    }
  }
}
