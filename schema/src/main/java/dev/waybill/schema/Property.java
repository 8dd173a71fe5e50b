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
    boolean optional =
        isOptional(use.raw())
            || use.nullable()
            || hasDefault(use)
            || isOneWay(use)
            || use.find(JsonInclude.class)
                .or(() -> ofRecord)
                .map(Property::mayOmitValues)
                .orElse(false);
    return new Property(component, name, use, !optional);
  }

  static boolean isOptional(Class<?> type) {
    return type == Optional.class
        || type == OptionalInt.class
        || type == OptionalLong.class
        || type == OptionalDouble.class;
  }

  private static boolean hasDefault(TypeUse use) {
    return use.find(JsonProperty.class).map(p -> !p.defaultValue().isEmpty()).orElse(false);
  }

  private static boolean isOneWay(TypeUse use) {
    return use.find(JsonProperty.class)
        .map(JsonProperty::access)
        .map(a -> a == JsonProperty.Access.READ_ONLY || a == JsonProperty.Access.WRITE_ONLY)
        .orElse(false);
  }

  private static boolean mayOmitValues(JsonInclude include) {
    return switch (include.value()) {
      case ALWAYS, NON_NULL, USE_DEFAULTS -> false;
      case NON_ABSENT, NON_EMPTY, NON_DEFAULT, CUSTOM -> true;
    };
  }
}
