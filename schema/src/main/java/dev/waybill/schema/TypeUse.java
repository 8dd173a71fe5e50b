package dev.waybill.schema;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
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
    if (more.isEmpty()) {
      return this;
    }
    List<Annotation> all = new ArrayList<>(annotations);
    for (Annotation annotation : more) {
      if (!all.contains(annotation)) {
        all.add(annotation);
      }
    }
    return new TypeUse(raw, arguments, List.copyOf(all));
  }

  /** The argument at an index, or Object when the type is raw. */
  TypeUse argument(int index) {
    return index < arguments.size() ? arguments.get(index) : of(Object.class);
  }

  <A extends Annotation> Optional<A> find(Class<A> type) {
    for (Annotation annotation : annotations) {
      if (type.isInstance(annotation)) {
        return Optional.of(type.cast(annotation));
      }
    }
    return Optional.empty();
  }

  /** Any annotation called Nullable counts: JSpecify's and its older cousins. */
  boolean nullable() {
    for (Annotation annotation : annotations) {
      if (annotation.annotationType().getSimpleName().equals("Nullable")) {
        return true;
      }
    }
    return false;
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
    StringBuilder name = new StringBuilder(raw.getSimpleName());
    for (TypeUse argument : arguments) {
      name.append(argument.name());
    }
    return name.toString();
  }

  static TypeUse of(AnnotatedType type, Map<TypeVariable<?>, TypeUse> bindings) {
    return bare(type, bindings).with(Arrays.asList(type.getAnnotations()));
  }

  // The first switch over type patterns in a JVM costs a server's start some 17 ms, hence the
  // chains of ifs.
  private static TypeUse bare(AnnotatedType type, Map<TypeVariable<?>, TypeUse> bindings) {
    if (type instanceof AnnotatedParameterizedType p) {
      List<TypeUse> arguments = new ArrayList<>();
      for (AnnotatedType argument : p.getAnnotatedActualTypeArguments()) {
        arguments.add(of(argument, bindings));
      }
      return new TypeUse(
          (Class<?>) ((ParameterizedType) p.getType()).getRawType(),
          List.copyOf(arguments),
          List.of());
    }
    if (type instanceof AnnotatedArrayType a && !isPrimitiveArray(a.getType())) {
      return array(of(a.getAnnotatedGenericComponentType(), bindings));
    }
    if (type instanceof AnnotatedWildcardType w) {
      return of(w.getAnnotatedUpperBounds()[0], bindings);
    }
    return of(type.getType(), bindings);
  }

  private static TypeUse of(Type type, Map<TypeVariable<?>, TypeUse> bindings) {
    if (type instanceof Class<?> c) {
      return c.isArray() && !isPrimitiveArray(c)
          ? array(of(c.getComponentType(), bindings))
          : new TypeUse(c, List.of(), List.of());
    }
    if (type instanceof ParameterizedType p) {
      List<TypeUse> arguments = new ArrayList<>();
      for (Type argument : p.getActualTypeArguments()) {
        arguments.add(of(argument, bindings));
      }
      return new TypeUse((Class<?>) p.getRawType(), List.copyOf(arguments), List.of());
    }
    if (type instanceof GenericArrayType a) {
      return array(of(a.getGenericComponentType(), bindings));
    }
    if (type instanceof WildcardType w) {
      return of(w.getUpperBounds()[0], bindings);
    }
    if (type instanceof TypeVariable<?> v) {
      TypeUse bound = bindings.get(v);
      return bound == null ? bound(v) : bound;
    }
    throw new SchemaException("the type " + type + " is of an unknown kind");
  }

  /** The bound of a free variable, without its arguments: they may name the variable again. */
  private static TypeUse bound(TypeVariable<?> variable) {
    Type bound = variable.getBounds()[0];
    Type raw = bound instanceof ParameterizedType p ? p.getRawType() : bound;
    return new TypeUse(raw instanceof Class<?> c ? c : Object.class, List.of(), List.of());
  }

  private static TypeUse array(TypeUse component) {
    return new TypeUse(Object[].class, List.of(component), List.of());
  }

  private static boolean isPrimitiveArray(Type type) {
    return type instanceof Class<?> c && c.isArray() && c.getComponentType().isPrimitive();
  }
}
