package dev.waybill.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A copy for the JSON Schema library, which stumbles over some numbers: in values, whole numbers
 * written as floats (1.0 becomes 1, 2e20 an integer); in schemas, whole bounds beside a type of
 * integer, for which it cuts 0.5 to 0 (they become decimals). Some of its keywords look at a whole
 * value in one step, so that the value as a whole must fit the budget.
 */
final class PlainNumbers {
  private static final Set<String> BOUNDS =
      Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
  private static final Set<String> VALUES = Set.of("enum", "const");

  private final Budget budget;
  private final boolean inSchema;

  private PlainNumbers(Budget budget, boolean inSchema) {
    this.budget = budget;
    this.inSchema = inSchema;
  }

  /**
   * Throws {@link Budget.Exhausted} when there are more values than steps, or when they are nested
   * too deep.
   */
  static JsonNode of(JsonNode value, int steps) {
    return new PlainNumbers(new Budget(steps), false).copy(value);
  }

  static JsonNode ofSchema(JsonNode schema, int steps) {
    return new PlainNumbers(new Budget(steps), true).copy(schema);
  }

  private JsonNode copy(JsonNode value) {
    budget.enter();
    JsonNode copy =
        switch (value.getNodeType()) {
          case OBJECT -> {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            value
                .properties()
                .forEach(p -> object.set(p.getKey(), member(p.getKey(), p.getValue())));
            yield object;
          }
          case ARRAY -> {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(value.size());
            value.values().forEach(v -> array.add(copy(v)));
            yield array;
          }
          case NUMBER -> value.isIntegralNumber() ? value : number(value);
          default -> value;
        };
    budget.leave();
    return copy;
  }

  private JsonNode member(String name, JsonNode value) {
    if (inSchema && value.isNumber() && BOUNDS.contains(name)) {
      return JsonNodeFactory.instance.numberNode(Numbers.exact(value));
    }
    return inSchema && VALUES.contains(name)
        ? new PlainNumbers(budget, false).copy(value)
        : copy(value);
  }

  private static JsonNode number(JsonNode value) {
    BigDecimal exact = Numbers.exact(value).stripTrailingZeros();
    if (exact.scale() > 0) {
      return value;
    }
    BigInteger whole = exact.toBigIntegerExact();
    return whole.bitLength() < Long.SIZE
        ? JsonNodeFactory.instance.numberNode(whole.longValueExact())
        : JsonNodeFactory.instance.numberNode(whole);
  }
}
