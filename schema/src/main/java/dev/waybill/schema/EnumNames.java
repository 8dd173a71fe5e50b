package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The constants of an enum as Jackson 3 writes them: {@code @JsonProperty}, or else {@code
 * toString()}.
 */
record EnumNames(List<Constant> constants) {
  record Constant(String name, Optional<String> description) {}

  static EnumNames of(Class<?> type) {
    List<Constant> constants = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      Field field = field(type, ((Enum<?>) constant).name());
      constants.add(
          new Constant(
              JsonValues.of(constant).orElseGet(() -> name(field, constant)), Words.of(field)));
    }
    return new EnumNames(List.copyOf(constants));
  }

  private static String name(Field field, Object constant) {
    JsonProperty renamed = field.getAnnotation(JsonProperty.class);
    return renamed == null || renamed.value().isEmpty() ? constant.toString() : renamed.value();
  }

  /** Whether the enum is written as something else than its names. */
  static boolean isReshaped(Class<?> type) {
    JsonFormat format = type.getAnnotation(JsonFormat.class);
    boolean formatted =
        format != null
            && format.shape() != JsonFormat.Shape.ANY
            && format.shape() != JsonFormat.Shape.STRING;
    return formatted || JsonValues.type(type).map(t -> t.getType() != String.class).orElse(false);
  }

  boolean described() {
    return constants.stream().anyMatch(c -> c.description().isPresent());
  }

  boolean contains(String name) {
    return constants.stream().anyMatch(c -> c.name().equals(name));
  }

  /** {@code ["A","B"]}. */
  ArrayNode names() {
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    constants.forEach(c -> names.add(c.name()));
    return names;
  }

  /** {@code [{"const":"A","title":"…"}, …]}: the words stand under the keyword given. */
  ArrayNode choices(String keyword, boolean alwaysWorded) {
    ArrayNode choices = JsonNodeFactory.instance.arrayNode();
    for (Constant constant : constants) {
      ObjectNode choice = choices.addObject().put("const", constant.name());
      if (alwaysWorded || constant.description().isPresent()) {
        choice.put(keyword, constant.description().orElse(constant.name()));
      }
    }
    return choices;
  }

  private static Field field(Class<?> type, String constant) {
    try {
      return type.getField(constant);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("an enum without a field for its constant " + constant, e);
    }
  }
}
