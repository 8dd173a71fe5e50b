package dev.waybill.schema;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema that was found valid and within its limits, ready to validate. Immutable and safe
 * for use by many threads.
 *
 * <p>Dialects: 2020-12 when {@code $schema} is missing; 2020-12, 2019-09, draft-07, draft-06 and
 * draft-04 by {@code $schema}. {@code format} is an annotation. Nothing is ever fetched
 * (specification 2026-07-28, Basic, section JSON Schema Usage).
 */
public final class CompiledSchema {
  private final JsonNode schema;
  private final SchemaLimits limits;
  private final @Nullable Check check;
  private final @Nullable FullValidator full;

  private CompiledSchema(
      JsonNode schema, SchemaLimits limits, @Nullable Check check, @Nullable FullValidator full) {
    this.schema = schema;
    this.limits = limits;
    this.check = check;
    this.full = full;
  }

  /**
   * Checks a schema and makes it ready.
   *
   * @throws SchemaException when it is not valid in its dialect, when the dialect is unknown, when
   *     it is past a limit, when a {@code $ref} leads outside of it or around in a circle, or when
   *     a pattern is no regular expression; the message starts with the JSON Pointer of the place
   */
  public static CompiledSchema compile(JsonNode schema, SchemaLimits limits) {
    SchemaSurvey survey = SchemaSurvey.of(schema, limits);
    Dialect dialect = Dialect.of(schema);
    JsonNode copy = schema.deepCopy();
    Optional<Check> check = CheckCompiler.compile(survey, dialect);
    if (check.isPresent()) {
      return new CompiledSchema(copy, limits, check.get(), null);
    }
    return new CompiledSchema(copy, limits, null, FullValidator.of(copy, dialect, limits));
  }

  /**
   * What is wrong with a value; empty when it is valid. Never throws: a value that takes more steps
   * than the limit, or is nested too deep to follow, gives one violation that says so.
   */
  public List<Violation> validate(JsonNode instance) {
    if (check == null) {
      return full == null ? List.of() : full.validate(instance);
    }
    Run answer = new Run(limits.steps(), false);
    try {
      if (check.passes(instance, answer)) {
        return List.of();
      }
      return explain(instance, check);
    } catch (Budget.Exhausted e) {
      return List.of(e.violation());
    }
  }

  private List<Violation> explain(JsonNode instance, Check failed) {
    Run run = new Run(limits.steps(), true);
    try {
      failed.passes(instance, run);
    } catch (Budget.Exhausted e) {
      run.stopped(e);
    }
    return run.violations();
  }

  /** The schema itself, not to be changed. */
  public JsonNode schema() {
    return schema;
  }
}
