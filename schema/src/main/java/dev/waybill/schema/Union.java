package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    collect(union, union.raw(), variants);
    if (variants.isEmpty()) {
      throw new SchemaException(
          union.raw().getTypeName() + " has no variants, so that it has no schema");
    }
    return List.copyOf(variants);
  }

  private static void collect(TypeUse union, Class<?> type, Set<TypeUse> variants) {
    if (!Modifier.isAbstract(type.getModifiers()) || type.isEnum()) {
      variants.add(TypeUse.of(type));
    }
    if (type.isEnum()) {
      return;
    }
    List<Class<?>> beneath = new ArrayList<>();
    if (type.isSealed()) {
      beneath.addAll(List.of(type.getPermittedSubclasses()));
    }
    JsonSubTypes subtypes = type.getDeclaredAnnotation(JsonSubTypes.class);
    if (subtypes != null && !type.isSealed()) {
      for (JsonSubTypes.Type subtype : subtypes.value()) {
        beneath.add(subtype.value());
      }
    }
    beneath.forEach(b -> collect(union, b, variants));
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
