package dev.waybill.schema;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/**
 * Numbers compared by their mathematical value. Those whose exact form would fill the memory end
 * the validation.
 */
final class Numbers {
  private static final int MOST_DIGITS = 10_000;

  private Numbers() {}

  static BigDecimal exact(JsonNode number) {
    if (!isSane(number)) {
      throw Budget.Exhausted.number();
    }
    return number.decimalValue();
  }

  /** Whether arithmetic on the number stays small: finite, and with an exponent within bounds. */
  static boolean isSane(JsonNode number) {
    if (number.isBigDecimal()) {
      return Math.abs((long) number.decimalValue().scale()) <= MOST_DIGITS;
    }
    return number.isIntegralNumber() || Double.isFinite(number.doubleValue());
  }

  static boolean isWhole(JsonNode number) {
    return isSane(number) && exact(number).stripTrailingZeros().scale() <= 0;
  }
}
