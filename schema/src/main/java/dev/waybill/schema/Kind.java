package dev.waybill.schema;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The values of {@code type}. */
enum Kind {
  OBJECT("an object"),
  ARRAY("an array"),
  STRING("a string"),
  INTEGER("an integer"),
  NUMBER("a number"),
  BOOLEAN("a boolean"),
  NULL("null");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  static Optional<Kind> named(String name) {
    return Arrays.stream(values())
        .filter(k -> k.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  String words() {
    return words;
  }

  /**
   * Whether a value is of this kind; 1.0 is an integer (JSON Schema 2020-12, Core, section 4.2.3).
   */
  boolean matches(JsonNode value) {
    return switch (this) {
      case OBJECT -> value.isObject();
      case ARRAY -> value.isArray();
      case STRING -> value.isString();
      case INTEGER -> value.isIntegralNumber() || (value.isNumber() && Numbers.isWhole(value));
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case NULL -> value.isNull();
    };
  }
}
