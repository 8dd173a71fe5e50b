package dev.waybill.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The validator for schemas with keywords that {@link CheckCompiler} does not know: networknt's,
 * kept within the limits. Loaded only when such a schema is met.
 */
final class FullValidator {
  /**
   * A metaschema spends more steps on a schema than the schema on a value, and its schema is
   * already bounded in size.
   */
  private static final int METASCHEMA_STEPS = 5_000_000;

  private static final int MOST_VIOLATIONS = 50;
  private static final ThreadLocal<Budget> CHARACTERS = new ThreadLocal<>();

  private final Schema schema;
  private final SchemaLimits limits;
  private final boolean looksForEqualItems;

  private FullValidator(Schema schema, SchemaLimits limits, boolean looksForEqualItems) {
    this.schema = schema;
    this.limits = limits;
    this.looksForEqualItems = looksForEqualItems;
  }

  static FullValidator of(JsonNode schema, Dialect dialect, SchemaLimits limits) {
    SchemaRegistry registry = registry(dialect);
    List<Violation> faults =
        run(registry.getSchema(SchemaLocation.of(dialect.id)), schema, METASCHEMA_STEPS, true);
    if (!faults.isEmpty()) {
      throw new SchemaException("not a valid schema of " + dialect.id + ": " + faults.getFirst());
    }
    Patterns.check(schema);
    JsonNode plain = PlainNumbers.ofSchema(schema, METASCHEMA_STEPS);
    return new FullValidator(
        registry.getSchema(plain), limits, schema.findValue("uniqueItems") != null);
  }

  List<Violation> validate(JsonNode instance) {
    return run(schema, instance, limits.steps(), looksForEqualItems);
  }

  private static SchemaRegistry registry(Dialect dialect) {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(false)
            .losslessNarrowing(true)
            .preloadSchema(false)
            .pathType(PathType.JSON_POINTER)
            .regularExpressionFactory(FullValidator::metered)
            .build();
    return SchemaRegistry.withDefaultDialect(
        version(dialect), builder -> builder.schemaRegistryConfig(config));
  }

  private static SpecificationVersion version(Dialect dialect) {
    return switch (dialect) {
      case DRAFT_2020_12 -> SpecificationVersion.DRAFT_2020_12;
      case DRAFT_2019_09 -> SpecificationVersion.DRAFT_2019_09;
      case DRAFT_07 -> SpecificationVersion.DRAFT_7;
      case DRAFT_06 -> SpecificationVersion.DRAFT_6;
      case DRAFT_04 -> SpecificationVersion.DRAFT_4;
    };
  }

  private static RegularExpression metered(String source) {
    Regex regex = Regex.compile(source);
    return text -> regex.find(text, CHARACTERS.get());
  }

  private static List<Violation> run(
      Schema schema, JsonNode instance, int steps, boolean looksForEqualItems) {
    ExecutionConfig config =
        ExecutionConfig.builder()
            .maxEvaluationSteps(steps)
            .maxEvaluationDepth(Budget.NESTING)
            .build();
    CHARACTERS.set(new Budget(steps));
    try {
      JsonNode plain = PlainNumbers.of(instance, steps);
      if (looksForEqualItems) {
        EqualHashes.check(plain, new Budget(steps));
      }
      List<Error> errors = schema.validate(plain, context -> context.setExecutionConfig(config));
      return errors.stream()
          .limit(MOST_VIOLATIONS)
          .map(FullValidator::violation)
          .distinct()
          .toList();
    } catch (Budget.Exhausted e) {
      return List.of(e.violation());
    } catch (ValidationLimitExceededException e) {
      return List.of(
          switch (e.getLimitKind()) {
            case EVALUATION_STEPS -> Budget.Exhausted.steps().violation();
            case EVALUATION_DEPTH -> Budget.Exhausted.depth().violation();
          });
    } catch (RuntimeException e) {
      // The library has thrown on odd numbers before; a value must never be able to bring a server
      // into trouble.
      return List.of(new Violation("", "cannot be checked against its schema: " + e));
    } finally {
      CHARACTERS.remove();
    }
  }

  private static Violation violation(Error error) {
    return new Violation(error.getInstanceLocation().toString(), error.getMessage());
  }
}
