package dev.waybill.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compiled checks and networknt must agree on every schema that both understand. */
class ValidatorsAgreeTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> NAMES = List.of("a", "b", "c", "d/e", "~f");
  private static final List<String> TEXTS = List.of("", "a", "ab", "abc", "😀", "é1", "a\nb", "7");
  private static final List<String> PATTERNS =
      List.of("^a", "b$", "^[a-c]+$", "\\d", "\\s", "^.$", "(a|b)c?", "^[^\\d]*$", "^\\w+$", "😀");
  private static final List<String> TYPES =
      List.of("object", "array", "string", "integer", "number", "boolean", "null");

  private Random random = new Random(0);

  @Test
  void compiled_checks_and_the_full_validator_agree() {
    compare(20260728L, 800, 12);
  }

  @Test
  @Tag("slow")
  void compiled_checks_and_the_full_validator_agree_at_length() {
    compare(20261120L, 15_000, 20);
  }

  private void compare(long seed, int schemas, int instances) {
    random = new Random(seed);
    int valid = 0;
    int invalid = 0;
    for (int i = 0; i < schemas; i++) {
      ObjectNode schema = root();
      Check checks =
          CheckCompiler.compile(
                  SchemaSurvey.of(schema, SchemaLimits.DEFAULT), Dialect.DRAFT_2020_12)
              .orElseThrow(() -> new AssertionError("not understood: " + schema));
      FullValidator full = FullValidator.of(schema, Dialect.DRAFT_2020_12, SchemaLimits.DEFAULT);
      for (int j = 0; j < instances; j++) {
        JsonNode instance = instance(3);
        boolean passes = checks.passes(instance, new Run(100_000, false));
        Run collecting = new Run(100_000, true);
        assertThat(checks.passes(instance, collecting))
            .as("seed %d: both passes of %s over %s", seed, schema, instance)
            .isEqualTo(passes)
            .isEqualTo(collecting.violations().isEmpty());
        assertThat(passes)
            .as(
                "seed %d: %s over %s, networknt: %s",
                seed, schema, instance, full.validate(instance))
            .isEqualTo(full.validate(instance).isEmpty());
        if (passes) {
          valid++;
        } else {
          invalid++;
        }
      }
    }
    assertThat(Math.min(valid, invalid)).as("a fair share of either").isGreaterThan(schemas);
  }

  private ObjectNode root() {
    ObjectNode root = schema(3);
    ObjectNode defs = root.putObject("$defs");
    defs.set(
        "list", JSON.objectNode().put("type", List.of("array", "integer").get(random.nextInt(2))));
    ((ObjectNode) defs.path("list")).set("items", JSON.objectNode().put("$ref", "#/$defs/list"));
    defs.set("leaf", schema(0));
    return root;
  }

  private ObjectNode schema(int depth) {
    ObjectNode schema = JSON.objectNode();
    int keywords = random.nextInt(depth > 0 ? 4 : 3) + 1;
    for (int i = 0; i < keywords; i++) {
      keyword(schema, depth);
    }
    return schema;
  }

  private JsonNode subschema(int depth) {
    int choice = random.nextInt(20);
    if (choice < 2) {
      return JSON.booleanNode(choice == 0);
    }
    if (choice == 2) {
      return JSON.objectNode().put("$ref", random.nextBoolean() ? "#/$defs/list" : "#/$defs/leaf");
    }
    return schema(depth - 1);
  }

  private void keyword(ObjectNode schema, int depth) {
    switch (random.nextInt(depth > 0 ? 25 : 17)) {
      case 0, 1 -> schema.put("type", pick(TYPES));
      case 2 -> types(schema);
      case 3 -> values(schema.putArray("enum"));
      case 4 -> schema.set("const", instance(2));
      case 5 -> schema.set("minimum", number());
      case 6 -> schema.set("maximum", number());
      case 7 ->
          schema.set(random.nextBoolean() ? "exclusiveMinimum" : "exclusiveMaximum", number());
      case 8 -> schema.put("multipleOf", random.nextInt(4) + 1);
      case 9 -> schema.put("minLength", random.nextInt(4));
      case 10 -> schema.put("maxLength", random.nextInt(4));
      case 11 -> schema.put("pattern", pick(PATTERNS));
      case 12 -> schema.put(random.nextBoolean() ? "minItems" : "maxItems", random.nextInt(4));
      case 13 ->
          schema.put(random.nextBoolean() ? "minProperties" : "maxProperties", random.nextInt(4));
      case 14 -> schema.put("uniqueItems", random.nextInt(4) > 0);
      case 15 -> required(schema);
      case 16 -> schema.put("description", "d").put("format", "date").put("x-anything", 1);
      case 17, 18 -> properties(schema, depth);
      case 19 -> schema.set("items", subschema(depth));
      case 20 -> list(schema.putArray("prefixItems"), depth);
      case 21 -> list(schema.putArray("allOf"), depth);
      case 22 -> list(schema.putArray("anyOf"), depth);
      case 23 -> list(schema.putArray("oneOf"), depth);
      default -> schema.set("not", subschema(depth));
    }
  }

  private void types(ObjectNode schema) {
    ArrayNode types = schema.putArray("type");
    int first = random.nextInt(TYPES.size());
    types
        .add(TYPES.get(first))
        .add(TYPES.get((first + 1 + random.nextInt(TYPES.size() - 1)) % TYPES.size()));
  }

  private void values(ArrayNode values) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      values.add(instance(1));
    }
  }

  private void required(ObjectNode schema) {
    ArrayNode required = schema.putArray("required");
    NAMES.stream().filter(n -> random.nextInt(3) == 0).forEach(required::add);
  }

  private void properties(ObjectNode schema, int depth) {
    ObjectNode properties = schema.putObject("properties");
    NAMES.stream()
        .filter(n -> random.nextBoolean())
        .forEach(n -> properties.set(n, subschema(depth)));
    if (random.nextBoolean()) {
      schema.set("additionalProperties", subschema(depth));
    }
  }

  private void list(ArrayNode list, int depth) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      list.add(subschema(depth));
    }
  }

  private JsonNode instance(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 6)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2, 3 -> number();
      case 4, 5 -> JSON.stringNode(pick(TEXTS));
      case 6, 7 -> {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(instance(depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = JSON.objectNode();
        NAMES.stream()
            .filter(n -> random.nextBoolean())
            .forEach(n -> object.set(n, instance(depth - 1)));
        yield object;
      }
    };
  }

  private JsonNode number() {
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> JSON.numberNode(random.nextInt(9) - 4);
      case 3 -> JSON.numberNode((random.nextInt(17) - 8) / 2.0);
      case 4 -> JSON.numberNode(random.nextLong());
      default -> JSON.numberNode(random.nextInt(3) * 1e20);
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
