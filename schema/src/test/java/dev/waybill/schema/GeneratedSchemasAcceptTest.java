package dev.waybill.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is generated from a type accepts every value that a Jackson 3 mapper writes for it, and is
 * itself valid.
 */
class GeneratedSchemasAcceptTest {
  private static final long SEED = 20260728L;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final List<Class<?>> LEAVES =
      List.of(
          String.class,
          Integer.class,
          Boolean.class,
          UUID.class,
          LocalDate.class,
          Instant.class,
          Duration.class,
          Samples.Level.class,
          Samples.Coded.class,
          Samples.Scalars.class,
          Samples.Place.class,
          Samples.Tree.class,
          Samples.Unions.class,
          Samples.Pet.class,
          Samples.Boxed.class,
          Samples.Absences.class,
          Samples.Wrapped.class);

  private record Generic(Class<?> raw, List<Type> arguments) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public Type getOwnerType() {
      return raw.getDeclaringClass();
    }
  }

  static Stream<Class<?>> samples() {
    return Stream.of(Samples.class.getDeclaredClasses())
        .filter(c -> c.getTypeParameters().length == 0 && !c.getSimpleName().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void every_value_of_a_type_satisfies_its_schema(Class<?> type) {
    accepts(type, new Random(SEED), 250, SEED);
  }

  @Test
  void every_value_of_a_random_generic_type_satisfies_its_schema() {
    randomTypes(SEED, 150, 12);
  }

  @Test
  @Tag("slow")
  void every_value_of_a_random_generic_type_satisfies_its_schema_at_length() {
    randomTypes(20261120L, 3_000, 20);
  }

  private static void randomTypes(long seed, int types, int values) {
    Random random = new Random(seed);
    for (int i = 0; i < types; i++) {
      accepts(randomType(random, 3), random, values, seed);
    }
  }

  private static Type randomType(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return LEAVES.get(random.nextInt(LEAVES.size()));
    }
    Type inner = randomType(random, depth - 1);
    return switch (random.nextInt(5)) {
      case 0 -> new Generic(List.class, List.of(inner));
      case 1 -> new Generic(Set.class, List.of(inner));
      case 2 -> new Generic(Optional.class, List.of(inner));
      case 3 -> new Generic(Map.class, List.of(String.class, inner));
      default -> new Generic(Samples.Page.class, List.of(inner));
    };
  }

  private static void accepts(Type type, Random random, int values, long seed) {
    ObjectNode schema = SchemaGenerator.generate(type);
    assertThat(REGISTRY.getSchema(SchemaLocation.of(Dialect.DRAFT_2020_12.id)).validate(schema))
        .as("metaschema over %s of %s", schema, type)
        .isEmpty();
    CompiledSchema compiled =
        CompiledSchema.compile(schema, new SchemaLimits(64, 5_000, 1_000_000));
    Schema asserting = REGISTRY.getSchema(schema);
    RandomValues generator = new RandomValues(random);
    for (int i = 0; i < values; i++) {
      Object value = generator.value(TypeUse.of(type), 4);
      JsonNode json = JSON.readTree(write(type, value));
      assertThat(compiled.validate(json))
          .as("seed %d: %s over %s of %s", seed, schema, json, type)
          .isEmpty();
      assertThat(
              asserting.validate(
                  json, c -> c.executionConfig(e -> e.formatAssertionsEnabled(true))))
          .as("seed %d: formats of %s over %s of %s", seed, schema, json, type)
          .isEmpty();
    }
  }

  /** Jackson writes an interface without type ids as {} when told to see only the interface. */
  private static String write(Type type, Object value) {
    boolean unmarked = type instanceof Class<?> c && Union.isUnion(c) && TypeIds.of(c).isEmpty();
    return unmarked
        ? JSON.writeValueAsString(value)
        : JSON.writerFor(JSON.constructType(type)).writeValueAsString(value);
  }
}
