package dev.waybill.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

class SchemaGeneratorTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  record Deploy(@Description("Target environment") String env, int replicas) {}

  @Test
  void a_record_is_an_object_whose_components_are_required() {
    assertSchema(
        Deploy.class,
        """
        {"type":"object",
         "properties":{"env":{"type":"string","description":"Target environment"},"replicas":{"type":"integer"}},
         "required":["env","replicas"]}
        """);
  }

  record Nothing() {}

  @Test
  void a_record_without_components_allows_none() {
    assertSchema(Nothing.class, "{\"type\":\"object\",\"additionalProperties\":false}");
  }

  record Absent(
      Optional<String> a,
      OptionalInt b,
      @Nullable String c,
      @JsonProperty(defaultValue = "7") int d,
      @JsonProperty("renamed") String e,
      @JsonIgnore String f,
      List<@Nullable String> g) {}

  @Test
  void optional_nullable_and_defaulted_components_are_not_required() {
    assertSchema(
        Absent.class,
        """
        {"type":"object",
         "properties":{
           "a":{"type":["string","null"]},
           "b":{"type":["integer","null"]},
           "c":{"type":["string","null"]},
           "d":{"type":"integer","default":7},
           "renamed":{"type":"string"},
           "g":{"type":"array","items":{"type":["string","null"]}}},
         "required":["renamed","g"]}
        """);
  }

  record Values(
      LocalDate date,
      Instant instant,
      Duration duration,
      UUID id,
      URI uri,
      BigDecimal amount,
      byte[] bytes,
      JsonNode any,
      Object object,
      char letter,
      int[] numbers,
      String[][] grid,
      Map<String, Integer> counts,
      Set<String> tags,
      boolean flag) {}

  @Test
  void value_types_are_written_as_jackson_writes_them() {
    assertSchema(
        Values.class,
        """
        {"type":"object",
         "properties":{
           "date":{"type":"string","format":"date"},
           "instant":{"type":"string","format":"date-time"},
           "duration":{"type":"string","examples":["PT1H30M"]},
           "id":{"type":"string","format":"uuid"},
           "uri":{"type":"string","format":"uri-reference"},
           "amount":{"type":"number"},
           "bytes":{"type":"string","contentEncoding":"base64"},
           "any":{},
           "object":{},
           "letter":{"type":"string","minLength":1,"maxLength":1},
           "numbers":{"type":"array","items":{"type":"integer"}},
           "grid":{"type":"array","items":{"type":"array","items":{"type":"string"}}},
           "counts":{"type":"object","additionalProperties":{"type":"integer"}},
           "tags":{"type":"array","items":{"type":"string"},"uniqueItems":true},
           "flag":{"type":"boolean"}},
         "required":["date","instant","duration","id","uri","amount","bytes","any","object","letter","numbers","grid","counts","tags","flag"]}
        """);
  }

  enum Plain {
    A,
    B
  }

  enum Named {
    @JsonProperty("first")
    ONE,
    @Description("The second")
    TWO
  }

  enum Coded {
    X("x-1");

    private final String code;

    Coded(String code) {
      this.code = code;
    }

    @JsonValue
    String code() {
      return code;
    }
  }

  @Test
  void enums_have_the_names_jackson_writes() {
    assertSchema(Plain.class, "{\"type\":\"string\",\"enum\":[\"A\",\"B\"]}");
    assertSchema(
        Named.class,
        "{\"type\":\"string\",\"oneOf\":[{\"const\":\"first\"},{\"const\":\"TWO\",\"description\":\"The"
            + " second\"}]}");
    assertSchema(Coded.class, "{\"type\":\"string\",\"enum\":[\"x-1\"]}");
  }

  record Page<T>(List<T> items, Optional<T> first) {}

  record Item(String name) {}

  @Test
  void generic_records_are_resolved_and_a_type_used_twice_is_defined_once() {
    assertSchema(
        new TypeReference<Page<Item>>() {}.getType(),
        """
        {"type":"object",
         "properties":{
           "items":{"type":"array","items":{"$ref":"#/$defs/Item"}},
           "first":{"anyOf":[{"$ref":"#/$defs/Item"},{"type":"null"}]}},
         "required":["items"],
         "$defs":{"Item":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}}
        """);
  }

  record Tree(String label, List<Tree> children) {}

  @Test
  void a_recursive_root_is_an_object_and_refers_to_its_definition() {
    String tree =
        """
        "type":"object",
        "properties":{"label":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/Tree"}}},
        "required":["label","children"]
        """;
    assertSchema(Tree.class, "{" + tree + ",\"$defs\":{\"Tree\":{" + tree + "}}}");
  }

  record Place(@Header("Region") String region) {}

  record Travel(Place from, @Nullable Place to) {}

  @Test
  void headers_are_reached_through_properties_alone() {
    JsonNode schema = SchemaGenerator.generate(Travel.class);
    assertThat(schema.at("/properties/from/properties/region/x-mcp-header").asString())
        .isEqualTo("Region");
    assertThat(schema.at("/properties/to/properties/region/x-mcp-header").asString())
        .isEqualTo("Region");
    assertThat(schema.at("/properties/to/type").toString()).isEqualTo("[\"object\",\"null\"]");
    assertThat(schema.has("$defs")).isFalse();
  }

  record Tenant(@Header("Tenant") Optional<String> id) {}

  @Test
  void a_header_stays_a_primitive_when_it_is_optional() {
    assertSchema(
        Tenant.class,
        "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"x-mcp-header\":\"Tenant\"}}}");
  }

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  @Test
  void a_sealed_interface_is_one_of_its_records() {
    assertSchema(
        Shape.class,
        """
        {"type":"object","oneOf":[
          {"type":"object","properties":{"radius":{"type":"number"}},"required":["radius"]},
          {"type":"object","properties":{"side":{"type":"number"}},"required":["side"]}]}
        """);
  }

  sealed interface Overlapping permits Point, Pixel {}

  record Point(int x) implements Overlapping {}

  record Pixel(int x, String color) implements Overlapping {}

  @Test
  void variants_that_a_value_may_satisfy_both_are_any_of() {
    assertThat(SchemaGenerator.generate(Overlapping.class).has("anyOf")).isTrue();
  }

  sealed interface Result<T> permits Ok, Failed {}

  record Ok<V>(V value) implements Result<V> {}

  record Failed<V>(String why) implements Result<V> {}

  @Test
  void a_generic_union_tells_its_variants_what_they_hold() {
    assertSchema(
        new TypeReference<Result<Item>>() {}.getType(),
        """
        {"type":"object","oneOf":[
          {"type":"object","properties":{"value":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}},"required":["value"]},
          {"type":"object","properties":{"why":{"type":"string"}},"required":["why"]}]}
        """);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Cat.class, name = "cat"),
    @JsonSubTypes.Type(value = Dog.class, name = "dog")
  })
  sealed interface Pet permits Cat, Dog {}

  record Cat(String name) implements Pet {}

  record Dog(String name) implements Pet {}

  @Test
  void a_type_id_of_jackson_tells_variants_apart() {
    assertSchema(
        Pet.class,
        """
        {"type":"object","oneOf":[
          {"type":"object","properties":{"kind":{"const":"cat"},"name":{"type":"string"}},"required":["kind","name"]},
          {"type":"object","properties":{"kind":{"const":"dog"},"name":{"type":"string"}},"required":["kind","name"]}]}
        """);
  }

  record Constrained(
      @NotBlank @Size(max = 9) String text,
      @NotEmpty List<@Size(min = 2) String> list,
      @Min(1) @Max(5) int number,
      @DecimalMin(value = "0.5", inclusive = false) BigDecimal decimal,
      @Positive long positive,
      @Pattern(regexp = "[a-z]+") String pattern,
      @Pattern(regexp = "\\p{Alpha}++") String onlyJava,
      @Email Optional<String> mail,
      Optional<@Min(3) Integer> inner,
      @Size(min = 1, max = 2) Map<String, String> map) {}

  @Test
  void jakarta_constraints_become_keywords() {
    assertSchema(
        Constrained.class,
        """
        {"type":"object","properties":{
          "text":{"type":"string","minLength":1,"pattern":"\\\\S","maxLength":9},
          "list":{"type":"array","items":{"type":"string","minLength":2},"minItems":1},
          "number":{"type":"integer","minimum":1,"maximum":5},
          "decimal":{"type":"number","exclusiveMinimum":0.5},
          "positive":{"type":"integer","exclusiveMinimum":0},
          "pattern":{"type":"string","pattern":"^(?:[a-z]+)$"},
          "onlyJava":{"type":"string"},
          "mail":{"type":["string","null"],"format":"email"},
          "inner":{"type":["integer","null"],"minimum":3},
          "map":{"type":"object","additionalProperties":{"type":"string"},"minProperties":1,"maxProperties":2}},
         "required":["text","list","number","decimal","positive","pattern","onlyJava","map"]}
        """);
  }

  @JsonClassDescription("A described thing")
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Described(@JsonPropertyDescription("Its long name") String longName) {}

  @Test
  void jackson_descriptions_and_naming_are_kept() {
    assertSchema(
        Described.class,
        """
        {"type":"object","properties":{"long_name":{"type":"string","description":"Its long name"}},
         "required":["long_name"],"description":"A described thing"}
        """);
  }

  record Wrong(List<Thread> workers) {}

  @Test
  void a_type_without_a_schema_is_named_with_its_place() {
    assertThatThrownBy(() -> SchemaGenerator.generate(Wrong.class))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("Wrong.workers[]: java.lang.Thread")
        .hasMessageContaining("expected a record");
  }

  record BadDefault(@JsonProperty(defaultValue = "many") int count) {}

  record WrongDefault(@JsonProperty(defaultValue = "C") Plain plain) {}

  @Test
  void a_default_that_its_type_refuses_is_named() {
    assertThatThrownBy(() -> SchemaGenerator.generate(BadDefault.class))
        .hasMessageContaining("BadDefault.count")
        .hasMessageContaining("not JSON");
    assertThatThrownBy(() -> SchemaGenerator.generate(WrongDefault.class))
        .hasMessageContaining("WrongDefault.plain")
        .hasMessageContaining("must be one of \"A\", \"B\"");
  }

  private static void assertSchema(Type type, String expected) {
    JsonNode schema = SchemaGenerator.generate(type);
    assertThat(schema.toPrettyString()).isEqualTo(JSON.readTree(expected).toPrettyString());
  }
}
