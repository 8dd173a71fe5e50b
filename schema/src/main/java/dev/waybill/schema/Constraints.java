package dev.waybill.schema;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Jakarta Validation in the words of JSON Schema. The dependency is optional: without it no
 * annotation of that package is ever seen at run time, and this class is never loaded.
 */
final class Constraints {
  private static final String PACKAGE = "jakarta.validation.constraints.";

  private Constraints() {}

  static void apply(List<Annotation> annotations, ObjectNode schema) {
    for (Annotation annotation : annotations) {
      if (annotation.annotationType().getName().startsWith(PACKAGE)) {
        Jakarta.apply(annotation, schema);
      }
    }
  }

  private static final class Jakarta {
    static void apply(Annotation annotation, ObjectNode schema) {
      String type = schema.path("type").asString("");
      switch (annotation.annotationType().getSimpleName()) {
        case "NotEmpty" -> atLeast(schema, type, 1);
        case "NotBlank" -> notBlank(schema, type);
        case "Size" -> size(schema, type, (Size) annotation);
        case "Email" -> email(schema, type);
        case "Pattern" -> pattern(schema, type, (Pattern) annotation);
        case "Min" ->
            number(schema, type, "minimum", BigDecimal.valueOf(((Min) annotation).value()));
        case "Max" ->
            number(schema, type, "maximum", BigDecimal.valueOf(((Max) annotation).value()));
        case "DecimalMin" -> decimalMin(schema, type, (DecimalMin) annotation);
        case "DecimalMax" -> decimalMax(schema, type, (DecimalMax) annotation);
        case "Positive" -> number(schema, type, "exclusiveMinimum", BigDecimal.ZERO);
        case "PositiveOrZero" -> number(schema, type, "minimum", BigDecimal.ZERO);
        case "Negative" -> number(schema, type, "exclusiveMaximum", BigDecimal.ZERO);
        case "NegativeOrZero" -> number(schema, type, "maximum", BigDecimal.ZERO);
        default -> {
          // Other constraints (Past, Digits, a project's own) have no keyword: what they refuse is
          // refused later.
        }
      }
    }
  }

  private static void size(ObjectNode schema, String type, Size size) {
    atLeast(schema, type, size.min());
    atMost(schema, type, size.max());
  }

  private static void notBlank(ObjectNode schema, String type) {
    if (type.equals("string")) {
      atLeast(schema, type, 1);
      addPattern(schema, "\\S");
    }
  }

  private static void email(ObjectNode schema, String type) {
    if (type.equals("string")) {
      schema.put("format", "email");
    }
  }

  /** A pattern of Java that JSON Schema would read otherwise is left out. */
  private static void pattern(ObjectNode schema, String type, Pattern pattern) {
    if (type.equals("string") && pattern.flags().length == 0) {
      Regex.portable(pattern.regexp()).ifPresent(r -> addPattern(schema, "^(?:" + r + ")$"));
    }
  }

  private static void decimalMin(ObjectNode schema, String type, DecimalMin min) {
    number(
        schema,
        type,
        min.inclusive() ? "minimum" : "exclusiveMinimum",
        new BigDecimal(min.value()));
  }

  private static void decimalMax(ObjectNode schema, String type, DecimalMax max) {
    number(
        schema,
        type,
        max.inclusive() ? "maximum" : "exclusiveMaximum",
        new BigDecimal(max.value()));
  }

  private static void atLeast(ObjectNode schema, String type, int min) {
    switch (type) {
      case "string" -> schema.put("minLength", Math.max(min, schema.path("minLength").asInt(0)));
      case "array" -> schema.put("minItems", Math.max(min, schema.path("minItems").asInt(0)));
      case "object" ->
          schema.put("minProperties", Math.max(min, schema.path("minProperties").asInt(0)));
      default -> {
        // The constraint does not apply to this kind of value.
      }
    }
    List.of("minLength", "minItems", "minProperties").stream()
        .filter(k -> schema.path(k).asInt(1) == 0)
        .forEach(schema::remove);
  }

  private static void atMost(ObjectNode schema, String type, int max) {
    if (max == Integer.MAX_VALUE) {
      return;
    }
    switch (type) {
      case "string" -> schema.put("maxLength", max);
      case "array" -> schema.put("maxItems", max);
      case "object" -> schema.put("maxProperties", max);
      default -> {
        // The constraint does not apply to this kind of value.
      }
    }
  }

  private static void number(ObjectNode schema, String type, String keyword, BigDecimal bound) {
    if (!type.equals("integer") && !type.equals("number")) {
      return;
    }
    boolean whole = bound.stripTrailingZeros().scale() <= 0 && bound.abs().compareTo(LONGS) <= 0;
    if (whole) {
      schema.put(keyword, bound.longValueExact());
    } else {
      schema.put(keyword, bound);
    }
  }

  private static final BigDecimal LONGS = BigDecimal.valueOf(Long.MAX_VALUE);

  /** A second pattern is added through {@code allOf}: one schema has room for one. */
  private static void addPattern(ObjectNode schema, String regex) {
    if (schema.has("pattern")) {
      schema.withArray("allOf").addObject().put("pattern", regex);
    } else {
      schema.put("pattern", regex);
    }
  }
}
