package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The one member of a type, marked {@code @JsonValue}, that Jackson writes in place of the whole.
 */
final class JsonValues {
  private JsonValues() {}

  /** The type of the member. */
  static Optional<AnnotatedType> type(Class<?> type) {
    Optional<AccessibleObject> member = member(type);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        member.get() instanceof Field f
            ? f.getAnnotatedType()
            : ((Method) member.get()).getAnnotatedReturnType());
  }

  /** What the member of an enum constant holds, as text. */
  static Optional<String> of(Object constant) {
    Class<?> type = ((Enum<?>) constant).getDeclaringClass();
    return member(type).map(m -> String.valueOf(read(m, constant)));
  }

  private static Object read(AccessibleObject member, Object holder) {
    try {
      member.setAccessible(true);
      return member instanceof Field f ? f.get(holder) : ((Method) member).invoke(holder);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new SchemaException("the @JsonValue of " + holder + " cannot be read: " + e, e);
    }
  }

  private static Optional<AccessibleObject> member(Class<?> type) {
    List<AccessibleObject> members = new ArrayList<>(Arrays.asList(type.getDeclaredFields()));
    members.addAll(Arrays.asList(type.getDeclaredMethods()));
    for (AccessibleObject member : members) {
      JsonValue mark = member.getAnnotation(JsonValue.class);
      if (mark != null && mark.value() && !((Member) member).isSynthetic()) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }
}
