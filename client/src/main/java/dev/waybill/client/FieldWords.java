package dev.waybill.client;

import dev.waybill.client.FormField.Option;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads what people type into the fields of a form. */
final class FieldWords {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int LONGEST_NUMBER = 100;

  private FieldWords() {}

  static JsonNode value(FormField field, String typed) {
    return switch (field) {
      case FormField.Text text -> NODES.stringNode(typed);
      case FormField.Flag flag -> flag(typed);
      case FormField.Numeric number -> number(typed, number.whole());
      case FormField.Choice choice -> NODES.stringNode(chosen(typed, choice.options()));
      case FormField.Choices choices -> {
        ArrayNode array = NODES.arrayNode();
        for (String part : typed.isBlank() ? new String[0] : typed.split(",", -1)) {
          array.add(chosen(part.strip(), choices.options()));
        }
        yield array;
      }
    };
  }

  private static JsonNode flag(String typed) {
    return switch (typed.strip().toLowerCase(Locale.ROOT)) {
      case "y", "yes", "true" -> NODES.booleanNode(true);
      case "n", "no", "false" -> NODES.booleanNode(false);
      default -> throw new IllegalArgumentException("expected yes or no");
    };
  }

  private static JsonNode number(String typed, boolean whole) {
    try {
      String digits = typed.strip();
      if (digits.length() <= LONGEST_NUMBER) {
        return number(new BigDecimal(digits), whole);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(whole ? "expected a whole number" : "expected a number");
  }

  /** Written as JSON has it: whole numbers without a fraction. */
  static JsonNode number(BigDecimal number, boolean whole) {
    boolean small = number.precision() - number.scale() <= 18;
    return whole && small && number.stripTrailingZeros().scale() <= 0
        ? NODES.numberNode(number.longValueExact())
        : NODES.numberNode(number);
  }

  /** The value itself, its title, or its place in the list, from 1. */
  private static String chosen(String typed, List<Option> options) {
    for (Option option : options) {
      if (option.value().equals(typed)) {
        return option.value();
      }
    }
    for (Option option : options) {
      if (option.title().equalsIgnoreCase(typed)) {
        return option.value();
      }
    }
    if (typed.matches("[0-9]{1,4}")) {
      int place = Integer.parseInt(typed);
      if (place >= 1 && place <= options.size()) {
        return options.get(place - 1).value();
      }
    }
    return typed;
  }
}
