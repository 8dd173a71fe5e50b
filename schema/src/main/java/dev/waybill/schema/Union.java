package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema of a sealed interface: {@code oneOf} its permitted types. Where a value of one variant
 * would satisfy another variant as well, {@code oneOf} would refuse it, so that the union becomes
 * {@code anyOf}.
 */
final class Union {
  record Variant(TypeUse type, ObjectNode schema) {}

  private Union() {}

  static boolean isUnion(Class<?> type) {
    return type.isSealed()
        || (Modifier.isAbstract(type.getModifiers())
            && type.isAnnotationPresent(JsonSubTypes.class));
  }

  /** The concrete types beneath, in the order of declaration, those of inner unions included. */
  static List<TypeUse> variants(TypeUse union) {
    Set<TypeUse> variants = new LinkedHashSet<>();
    collect(union, variants);
    if (variants.isEmpty()) {
      throw new SchemaException(
          union.raw().getTypeName() + " has no variants, so that it has no schema");
    }
    return List.copyOf(variants);
  }

  private static void collect(TypeUse union, Set<TypeUse> variants) {
    Class<?> type = union.raw();
    if (!Modifier.isAbstract(type.getModifiers()) || type.isEnum()) {
      variants.add(union);
    }
    JsonSubTypes subtypes = type.getDeclaredAnnotation(JsonSubTypes.class);
    if (type.isSealed() && !type.isEnum()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(beneath(union, permitted), variants);
      }
    } else if (subtypes != null) {
      for (JsonSubTypes.Type subtype : subtypes.value()) {
        if (subtype.value() != type) {
          collect(beneath(union, subtype.value()), variants);
        }
      }
    }
  }

  /**
   * A variant of a generic union, with what the union's arguments say about its own: {@code Ok<T>}
   * of {@code Result<T>}.
   */
  private static TypeUse beneath(TypeUse union, Class<?> variant) {
    Map<Type, TypeUse> known = new HashMap<>();
    List<Type> parents = new ArrayList<>(Arrays.asList(variant.getGenericInterfaces()));
    if (variant.getGenericSuperclass() != null) {
      parents.add(variant.getGenericSuperclass());
    }
    for (Type parent : parents) {
      if (parent instanceof ParameterizedType p && p.getRawType() == union.raw()) {
        for (int i = 0; i < p.getActualTypeArguments().length; i++) {
          known.put(p.getActualTypeArguments()[i], union.argument(i));
        }
      }
    }
    List<TypeUse> arguments = new ArrayList<>();
    for (TypeVariable<?> variable : variant.getTypeParameters()) {
      arguments.add(known.getOrDefault(variable, TypeUse.of(variable)));
    }
    return new TypeUse(variant, List.copyOf(arguments), List.of());
  }

  static ObjectNode of(List<Variant> variants) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (variants.stream().allMatch(v -> isObject(v))) {
      schema.put("type", "object");
    }
    ArrayNode choices = schema.putArray(apart(variants) ? "oneOf" : "anyOf");
    variants.forEach(v -> choices.add(v.schema()));
    return schema;
  }

  private static boolean isObject(Variant variant) {
    return variant.schema().path("type").asString("").equals("object")
        || (variant.schema().has("$ref")
            && TypeIds.of(variant.type().raw())
                .map(t -> t.include() != JsonTypeInfo.As.WRAPPER_ARRAY)
                .orElse(true));
  }

  private static boolean apart(List<Variant> variants) {
    for (int i = 0; i < variants.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!apart(variants.get(i), variants.get(j))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean apart(Variant a, Variant b) {
    var idsOfA = TypeIds.of(a.type().raw());
    var idsOfB = TypeIds.of(b.type().raw());
    if (idsOfA.isPresent() && idsOfB.isPresent()) {
      Set<String> ids = new LinkedHashSet<>(idsOfA.get().ids());
      boolean known = !ids.isEmpty() && !idsOfB.get().ids().isEmpty();
      return known && ids.stream().noneMatch(idsOfB.get().ids()::contains);
    }
    if (!a.type().raw().isRecord() || !b.type().raw().isRecord()) {
      return differInType(a.schema(), b.schema());
    }
    RecordShape left = RecordShape.of(a.type());
    RecordShape right = RecordShape.of(b.type());
    return left.exact() && right.exact() && demandsMore(left, right) && demandsMore(right, left);
  }

  private static boolean differInType(JsonNode a, JsonNode b) {
    String left = a.path("type").asString("");
    String right = b.path("type").asString("");
    return !left.isEmpty() && !right.isEmpty() && !left.equals(right);
  }

  /**
   * Whether the first requires a property that the second never has, so that no value of the second
   * satisfies it.
   */
  private static boolean demandsMore(RecordShape first, RecordShape second) {
    Set<String> names = new LinkedHashSet<>();
    second.properties().forEach(p -> names.add(p.name()));
    return first.properties().stream()
        .filter(Property::required)
        .anyMatch(p -> !names.contains(p.name()));
  }
}
