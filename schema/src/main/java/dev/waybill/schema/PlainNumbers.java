package dev.waybill.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A copy of a value for the JSON Schema library, which stumbles over whole numbers written as
 * floats: 1.0 becomes 1, 2e20 an integer. Some of its keywords look at a whole value in one step,
 * so that the value as a whole must fit the budget.
 */
final class PlainNumbers {
  private final Budget budget;

  private PlainNumbers(Budget budget) {
    this.budget = budget;
  }

  /**
   * Throws {@link Budget.Exhausted} when there are more values than steps, or when they are nested
   * too deep.
   */
  static JsonNode of(JsonNode value, int steps) {
    return new PlainNumbers(new Budget(steps)).copy(value);
  }

  private JsonNode copy(JsonNode value) {
    budget.enter();
    JsonNode copy =
        switch (value.getNodeType()) {
          case OBJECT -> {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(p -> object.set(p.getKey(), copy(p.getValue())));
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
