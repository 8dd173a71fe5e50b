package dev.waybill.schema;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Java type at one place where it is used, its type variables resolved. An array is {@code
 * Object[]} with its component as the only argument, except for arrays of primitives.
 *
 * @param annotations those written at this place, on the type or on the record component
 */
record TypeUse(Class<?> raw, List<TypeUse> arguments, List<Annotation> annotations) {

  static TypeUse of(Type type) {
    return of(type, Map.of());
  }

  /**
   * The same type without what is written at this place: two uses with equal keys share one
   * definition.
   */
  TypeUse key() {
    return annotations.isEmpty() ? this : new TypeUse(raw, arguments, List.of());
  }

  TypeUse with(List<Annotation> more) {
    List<Annotation> all = new ArrayList<>(annotations);
    more.stream().filter(a -> !all.contains(a)).forEach(all::add);
    return new TypeUse(raw, arguments, List.copyOf(all));
  }

  /** The argument at an index, or Object when the type is raw. */
  TypeUse argument(int index) {
    return index < arguments.size() ? arguments.get(index) : of(Object.class);
  }

  <A extends Annotation> Optional<A> find(Class<A> type) {
    return annotations.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Any annotation called Nullable counts: JSpecify's and its older cousins. */
  boolean nullable() {
    return annotations.stream()
        .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
  }

  /** What this type's own type variables stand for. */
  Map<TypeVariable<?>, TypeUse> bindings() {
    TypeVariable<?>[] variables = raw.getTypeParameters();
    Map<TypeVariable<?>, TypeUse> bindings = new HashMap<>();
    for (int i = 0; i < variables.length && i < arguments.size(); i++) {
      bindings.put(variables[i], arguments.get(i));
    }
    return bindings;
  }

  /**
   * This type seen as one of its supertypes, so that {@code class Tags extends ArrayList<String>}
   * gives its element.
   */
  Optional<TypeUse> as(Class<?> target) {
    if (raw == target) {
      return Optional.of(this);
    }
    if (!target.isAssignableFrom(raw)) {
      return Optional.empty();
    }
    List<Type> parents = new ArrayList<>(Arrays.asList(raw.getGenericInterfaces()));
    if (raw.getGenericSuperclass() != null) {
      parents.add(raw.getGenericSuperclass());
    }
    return parents.stream().flatMap(p -> of(p, bindings()).as(target).stream()).findFirst();
  }

  /** The name of a definition: {@code PageItem} for {@code Page<Item>}. */
  String name() {
    if (raw.isArray() && !arguments.isEmpty()) {
      return arguments.getFirst().name() + "Array";
    }
    return raw.getSimpleName()
        + arguments.stream().map(TypeUse::name).collect(Collectors.joining());
  }

  static TypeUse of(AnnotatedType type, Map<TypeVariable<?>, TypeUse> bindings) {
    List<Annotation> here = Arrays.asList(type.getAnnotations());
    TypeUse use =
        switch (type) {
          case AnnotatedParameterizedType p ->
              new TypeUse(
                  (Class<?>) ((ParameterizedType) p.getType()).getRawType(),
                  Arrays.stream(p.getAnnotatedActualTypeArguments())
                      .map(a -> of(a, bindings))
                      .toList(),
                  List.of());
          case AnnotatedArrayType a when !isPrimitiveArray(a.getType()) ->
              array(of(a.getAnnotatedGenericComponentType(), bindings));
          case AnnotatedTypeVariable v -> of(v.getType(), bindings);
          case AnnotatedWildcardType w -> of(w.getAnnotatedUpperBounds()[0], bindings);
          case AnnotatedType t -> of(t.getType(), bindings);
        };
    return use.with(here);
  }

  private static TypeUse of(Type type, Map<TypeVariable<?>, TypeUse> bindings) {
    return switch (type) {
      case Class<?> c when c.isArray() && !isPrimitiveArray(c) ->
          array(of(c.getComponentType(), bindings));
      case Class<?> c -> new TypeUse(c, List.of(), List.of());
      case ParameterizedType p ->
          new TypeUse(
              (Class<?>) p.getRawType(),
              Arrays.stream(p.getActualTypeArguments()).map(a -> of(a, bindings)).toList(),
              List.of());
      case GenericArrayType a -> array(of(a.getGenericComponentType(), bindings));
      case WildcardType w -> of(w.getUpperBounds()[0], bindings);
      case TypeVariable<?> v -> bindings.containsKey(v) ? bindings.get(v) : bound(v);
      default -> throw new SchemaException("the type " + type + " is of an unknown kind");
    };
  }

  /** The bound of a free variable, without its arguments: they may name the variable again. */
  private static TypeUse bound(TypeVariable<?> variable) {
    return switch (variable.getBounds()[0]) {
      case Class<?> c -> new TypeUse(c, List.of(), List.of());
      case ParameterizedType p -> new TypeUse((Class<?>) p.getRawType(), List.of(), List.of());
      default -> new TypeUse(Object.class, List.of(), List.of());
    };
  }

  private static TypeUse array(TypeUse component) {
    return new TypeUse(Object[].class, List.of(component), List.of());
  }

  private static boolean isPrimitiveArray(Type type) {
    return type instanceof Class<?> c && c.isArray() && c.getComponentType().isPrimitive();
  }
}
