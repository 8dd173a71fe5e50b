package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one member of a type, marked {@code @JsonValue}, that Jackson writes in place of the whole.
 */
final class JsonValues {
  private JsonValues() {}

  /** The type of the member. */
  static Optional<AnnotatedType> type(Class<?> type) {
    return member(type)
        .map(m ->
            switch (m) {
              case Field f -> f.getAnnotatedType();
              case Method a -> a.getAnnotatedReturnType();
              default -> throw new IllegalStateException("@JsonValue on " + m);
            });
  }

  /** What the member of an enum constant holds, as text. */
  static Optional<String> of(Object constant) {
    Class<?> type = ((Enum<?>) constant).getDeclaringClass();
    return member(type).map(m -> String.valueOf(read(m, constant)));
  }

  private static Object read(AccessibleObject member, Object holder) {
    try {
      member.setAccessible(true);
      return switch (member) {
        case Field f -> f.get(holder);
        case Method m -> m.invoke(holder);
        default -> throw new IllegalStateException("@JsonValue on " + member);
      };
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new SchemaException("the @JsonValue of " + holder + " cannot be read: " + e, e);
    }
  }

  private static Optional<AccessibleObject> member(Class<?> type) {
    Stream<AccessibleObject> members =
        Stream.concat(
            Arrays.stream(type.getDeclaredFields()), Arrays.stream(type.getDeclaredMethods()));
    return members
        .filter(
            m -> m.isAnnotationPresent(JsonValue.class) && m.getAnnotation(JsonValue.class).value())
        .filter(m -> !((Member) m).isSynthetic())
        .findFirst();
  }
}
