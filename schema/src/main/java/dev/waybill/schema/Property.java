package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A record component as Jackson writes it.
 *
 * @param component the component's own name, for messages
 * @param name its name in JSON
 */
record Property(String component, String name, TypeUse use, boolean required) {

  static Property of(String component, String name, TypeUse use, Optional<JsonInclude> ofRecord) {
    Optional<JsonInclude> include = use.find(JsonInclude.class);
    boolean optional =
        isOptional(use.raw())
            || use.nullable()
            || isDefaultedOrOneWay(use.find(JsonProperty.class))
            || mayOmitValues(include.isPresent() ? include : ofRecord);
    return new Property(component, name, use, !optional);
  }

  static boolean isOptional(Class<?> type) {
    return type == Optional.class
        || type == OptionalInt.class
        || type == OptionalLong.class
        || type == OptionalDouble.class;
  }

  private static boolean isDefaultedOrOneWay(Optional<JsonProperty> property) {
    return property.isPresent()
        && (!property.get().defaultValue().isEmpty()
            || property.get().access() == JsonProperty.Access.READ_ONLY
            || property.get().access() == JsonProperty.Access.WRITE_ONLY);
  }

  private static boolean mayOmitValues(Optional<JsonInclude> include) {
    if (include.isEmpty()) {
      return false;
    }
    return switch (include.get().value()) {
      case ALWAYS, NON_NULL, USE_DEFAULTS -> false;
      case NON_ABSENT, NON_EMPTY, NON_DEFAULT, CUSTOM -> true;
    };
  }
}
