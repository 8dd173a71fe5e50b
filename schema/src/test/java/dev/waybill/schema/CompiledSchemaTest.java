package dev.waybill.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class CompiledSchemaTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PERSON =
      """
      {"type":"object",
       "properties":{
         "name":{"type":"string","minLength":2,"maxLength":5,"pattern":"^[a-z]+$"},
         "age":{"type":"integer","minimum":0,"exclusiveMaximum":150},
         "mood":{"enum":["good","bad",null]},
         "tags":{"type":"array","items":{"type":"string"},"uniqueItems":true,"maxItems":2},
         "a/b":{"const":1}},
       "required":["name"]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"bob\",\"age\":-3}|/age: must be >= 0 (was -3)",
        "{\"name\":\"bob\",\"age\":150}|/age: must be < 150 (was 150)",
        "{\"name\":\"bob\",\"age\":\"x\"}|/age: must be an integer (was \"x\")",
        "{}|/name: is required but missing",
        "{\"name\":\"b\"}|/name: must be at least 2 characters long (was \"b\")",
        "{\"name\":\"bobbob\"}|/name: must be at most 5 characters long (was \"bobbob\")",
        "{\"name\":\"BOB\"}|/name: must match the pattern ^[a-z]+$ (was \"BOB\")",
        "{\"name\":\"bob\",\"mood\":\"so\"}|/mood: must be one of \"good\", \"bad\", null (was"
            + " \"so\")",
        "{\"name\":\"bob\",\"tags\":[1]}|/tags/0: must be a string (was 1)",
        "{\"name\":\"bob\",\"tags\":[\"a\",\"a\"]}|/tags: must not have equal items",
        "{\"name\":\"bob\",\"tags\":[\"a\",\"b\",\"c\"]}|/tags: must have at most 2 items (was an"
            + " array of 3)",
        "{\"name\":\"bob\",\"a/b\":2}|/a~1b: must be 1 (was 2)",
        "[]|must be an object (was an array of 0)",
      })
  void a_violation_says_where_and_what_was_expected(String instance, String expected) {
    assertThat(compile(PERSON).validate(JSON.readTree(instance)))
        .extracting(Violation::toString)
        .containsExactly(expected);
  }

  @Test
  void all_violations_are_told() {
    assertThat(compile(PERSON).validate(JSON.readTree("{\"age\":-1,\"tags\":[1,\"a\",2]}")))
        .hasSize(5);
  }

  @Test
  void a_valid_value_has_no_violations() {
    assertThat(
            compile(PERSON).validate(JSON.readTree("{\"name\":\"bob\",\"age\":1.0,\"other\":[]}")))
        .isEmpty();
  }

  @Test
  void a_keyword_beyond_the_usual_is_validated_as_well() {
    CompiledSchema schema =
        compile("{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]}}");
    assertThat(schema.validate(JSON.readTree("{\"c\":1}"))).isEmpty();
    assertThat(schema.validate(JSON.readTree("{\"a\":1}"))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]|a schema must be a JSON object",
        "{\"$schema\":\"https://example.com/mine\"}|\"https://example.com/mine\" is not supported",
        "{\"type\":\"strin\"}|/type",
        "{\"properties\":{\"a\":{\"minLength\":-1}}}|/properties/a/minLength",
        "{\"required\":[\"a\",\"a\"]}|/required",
        "{\"$ref\":\"https://example.com/s.json\"}|/$ref: refers to https://example.com/s.json",
        "{\"$ref\":\"file:///etc/passwd\"}|/$ref: refers to file:///etc/passwd, which is outside",
        "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/B\"}}}|/properties/a/$ref: refers to #/$defs/B,"
            + " but there is no schema",
        "{\"$ref\":\"#there\"}|/$ref: refers to #there, but there is no such anchor",
        "{\"$ref\":\"classpath:/draft-07/schema\"}|outside",
        "{\"$ref\":\"#\"}|refers back to itself",
        "{\"allOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#\"}]}}}|refers"
            + " back to itself",
        "{\"pattern\":\"(\"}|/pattern: ( is not a regular expression",
        "{\"patternProperties\":{\"a++\":{}}}|/patternProperties/a++: a++ is not a regular"
            + " expression",
        "{\"pattern\":\"((a{100}){100}){100}\"}|repeats more than",
      })
  void a_schema_that_cannot_be_used_is_refused(String schema, String expected) {
    assertThatThrownBy(() -> compile(schema))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2019-09/schema",
        "http://json-schema.org/draft-07/schema#",
        "http://json-schema.org/draft-07/schema",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-04/schema#"
      })
  void the_usual_dialects_are_understood(String dialect) {
    CompiledSchema schema =
        compile(
            "{\"$schema\":\""
                + dialect
                + "\",\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}");
    assertThat(schema.validate(JSON.readTree("{\"a\":\"\"}"))).isEmpty();
    assertThat(schema.validate(JSON.readTree("{\"a\":1}")))
        .hasSize(1)
        .first()
        .extracting("path")
        .isEqualTo("/a");
  }

  @Test
  void a_schema_too_deep_or_too_large_is_refused() {
    assertThatThrownBy(() -> compile("{\"not\":".repeat(40) + "{}" + "}".repeat(40)))
        .hasMessageContaining("deeper than the limit of 32");
    assertThatThrownBy(() -> compile("{\"enum\":[" + "[".repeat(400) + "]".repeat(400) + "]}"))
        .hasMessageContaining("nested deeper than 200");
    String many = "{\"allOf\":[" + "{},".repeat(1000) + "{}]}";
    assertThatThrownBy(() -> compile(many))
        .hasMessageContaining("more subschemas than the limit of 1000");
    assertThatThrownBy(() -> compile(chain(40))).hasMessageContaining("follow one another");
  }

  private static String chain(int links) {
    StringBuilder defs = new StringBuilder("\"a0\":{}");
    for (int i = 1; i <= links; i++) {
      defs.append(",\"a%d\":{\"$ref\":\"#/$defs/a%d\"}".formatted(i, i - 1));
    }
    return "{\"$ref\":\"#/$defs/a" + links + "\",\"$defs\":{" + defs + "}}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"unevaluatedProperties\":true"})
  void a_composition_that_explodes_runs_out_of_steps(String more) {
    StringBuilder defs = new StringBuilder("\"a0\":{\"type\":\"string\"}");
    for (int i = 1; i <= 15; i++) {
      defs.append(
          ",\"a%d\":{\"anyOf\":[{\"$ref\":\"#/$defs/a%d\"},{\"$ref\":\"#/$defs/a%d\"}]}"
              .formatted(i, i - 1, i - 1));
    }
    CompiledSchema schema =
        CompiledSchema.compile(
            JSON.readTree("{\"$ref\":\"#/$defs/a15\",\"$defs\":{" + defs + "}" + more + "}"),
            new SchemaLimits(64, 1000, 100_000));
    assertOutOfSteps(schema.validate(JSON.readTree("1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"unevaluatedProperties\":true"})
  void backtracking_runs_out_of_steps(String more) {
    CompiledSchema schema = compile("{\"pattern\":\"^a*a*a*a*a*a*a*a*b$\"" + more + "}");
    assertOutOfSteps(schema.validate(JSON.valueToTree("a".repeat(40) + "!")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"unevaluatedProperties\":true"})
  void a_long_text_does_not_overflow_the_stack_of_a_group(String more) {
    CompiledSchema schema = compile("{\"pattern\":\"^(?:a|b)*$\"" + more + "}");
    assertOutOfSteps(schema.validate(JSON.valueToTree("ab".repeat(500_000))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"unevaluatedProperties\":true"})
  void a_deep_value_does_not_overflow_the_stack_of_a_recursive_schema(String more) {
    CompiledSchema schema = compile("{\"items\":{\"$ref\":\"#\"},\"type\":\"array\"" + more + "}");
    JsonNode deep = JSON.createArrayNode();
    for (int i = 0; i < 50_000; i++) {
      deep = JSON.createArrayNode().add(deep);
    }
    assertThat(schema.validate(deep))
        .hasSize(1)
        .first()
        .extracting("expected")
        .asString()
        .contains("nested deeper");
  }

  @Test
  void many_items_that_differ_only_late_run_out_of_steps() {
    CompiledSchema schema = compile("{\"uniqueItems\":true}");
    var items = JSON.createArrayNode();
    for (int i = 0; i < 2_000; i++) {
      items.addObject().put("id", i);
    }
    assertOutOfSteps(schema.validate(items));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"multipleOf\":3}",
        "{\"multipleOf\":0.3}",
        "{\"type\":\"integer\"}",
        "{\"const\":1}"
      })
  void numbers_of_monstrous_size_are_no_trouble(String schema) {
    for (JsonNode number :
        List.of(
            JsonNodeFactory.instance.numberNode(new BigDecimal("1E+1000000000")),
            JsonNodeFactory.instance.numberNode(new BigDecimal("1E-1000000000")))) {
      assertThat(compile(schema).validate(number)).hasSize(1);
    }
  }

  @Test
  void lengths_are_counted_in_characters_not_in_surrogates() {
    assertThat(compile("{\"maxLength\":1}").validate(JSON.valueToTree("😀"))).isEmpty();
    assertThat(compile("{\"minLength\":2}").validate(JSON.valueToTree("😀"))).hasSize(1);
  }

  @Test
  void a_schema_changed_after_it_was_compiled_changes_nothing() {
    var schema = (tools.jackson.databind.node.ObjectNode) JSON.readTree("{\"enum\":[1]}");
    CompiledSchema compiled = CompiledSchema.compile(schema, SchemaLimits.DEFAULT);
    schema.removeAll();
    assertThat(compiled.validate(JSON.readTree("2"))).hasSize(1);
    assertThat(compiled.schema().toString()).isEqualTo("{\"enum\":[1]}");
  }

  private static void assertOutOfSteps(List<Violation> violations) {
    assertThat(violations)
        .containsExactly(new Violation("", "the value takes more checks than the limit allows"));
  }

  private static CompiledSchema compile(String schema) {
    return CompiledSchema.compile(JSON.readTree(schema), SchemaLimits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"kind\":\"cat\",\"lives\":\"9\"}|/lives: must be an integer (was \"9\")",
        "{\"kind\":\"cow\"}|must satisfy one of 3 alternatives: /kind: must be \"cat\" (was"
            + " \"cow\"); or /kind: must be \"dog\" (was \"cow\"); or must be null (was an object)",
        "1|must satisfy one of 3 alternatives: must be an object (was 1); or must be null (was 1)",
      })
  void a_failed_choice_is_explained_by_the_branch_that_was_meant(String instance, String expected) {
    String branch =
        "{\"type\":\"object\",\"properties\":{\"kind\":{\"const\":\"%s\"},\"lives\":{\"type\":\"integer\"}}}";
    String schema =
        "{\"oneOf\":["
            + branch.formatted("cat")
            + ","
            + branch.formatted("dog")
            + ",{\"type\":\"null\"}]}";
    assertThat(compile(schema).validate(JSON.readTree(instance)))
        .extracting(Violation::toString)
        .containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"unevaluatedItems\":true"})
  void items_with_equal_hash_codes_do_not_cost_a_comparison_a_pair(String more) {
    List<String> colliding = new java.util.ArrayList<>(List.of(""));
    for (int i = 0; i < 12; i++) {
      colliding =
          colliding.stream().flatMap(t -> java.util.stream.Stream.of(t + "Aa", t + "BB")).toList();
    }
    List<Violation> violations =
        compile("{\"uniqueItems\":true" + more + "}").validate(JSON.valueToTree(colliding));
    if (more.isEmpty()) {
      assertThat(violations).isEmpty();
    } else {
      assertOutOfSteps(violations);
    }
  }

  @Test
  void the_bundled_metaschema_may_be_referred_to() {
    CompiledSchema schema = compile("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");
    assertThat(schema.validate(JSON.readTree("{\"type\":\"object\"}"))).isEmpty();
    assertThat(schema.validate(JSON.readTree("{\"type\":\"objekt\"}"))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$id\":\"https://a.example/s\",\"$ref\":\"t\",\"$defs\":{\"t\":{\"$id\":\"https://a.example/t\",\"type\":\"string\"}}}",
        "{\"$ref\":\"#here\",\"$defs\":{\"t\":{\"$anchor\":\"here\",\"type\":\"string\"}}}",
        "{\"$ref\":\"#/$defs/a~1b%20c\",\"$defs\":{\"a/b c\":{\"type\":\"string\"}}}",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$ref\":\"#t\",\"definitions\":{\"t\":{\"$id\":\"#t\",\"type\":\"string\"}}}",
        "{\"$ref\":\"#/x-shared/t\",\"x-shared\":{\"t\":{\"type\":\"string\"}}}",
      })
  void references_inside_the_document_are_followed(String schema) {
    assertThat(compile(schema).validate(JSON.readTree("\"text\""))).isEmpty();
    assertThat(compile(schema).validate(JSON.readTree("1"))).hasSize(1);
  }
}
