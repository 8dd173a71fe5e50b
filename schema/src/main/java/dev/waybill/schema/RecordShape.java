package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What Jackson writes for a record.
 *
 * @param properties in the order of declaration
 * @param exact whether these are all: false when a getter beside the components adds more
 */
record RecordShape(List<Property> properties, boolean exact) {

  static RecordShape of(TypeUse use) {
    Class<?> type = use.raw();
    Optional<JsonInclude> include = Optional.ofNullable(type.getAnnotation(JsonInclude.class));
    JsonIgnoreProperties ignored = type.getAnnotation(JsonIgnoreProperties.class);
    Set<String> hidden = ignored == null ? Set.of() : Set.of(ignored.value());
    List<Property> properties = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      TypeUse here =
          TypeUse.of(component.getAnnotatedType(), use.bindings()).with(annotations(component));
      if (isIgnored(here)) {
        continue;
      }
      if (here.find(JsonUnwrapped.class).isPresent()) {
        throw new SchemaException(
            "component %s of %s is @JsonUnwrapped, which has no schema here: write its components out, or give the schema as JSON"
                .formatted(component.getName(), type.getName()));
      }
      String name = jsonName(type, component.getName(), here);
      if (!hidden.contains(name)) {
        properties.add(Property.of(component.getName(), name, here, include));
      }
    }
    return new RecordShape(List.copyOf(properties), !hasGetters(type));
  }

  private static boolean isIgnored(TypeUse use) {
    Optional<JsonIgnore> ignore = use.find(JsonIgnore.class);
    return ignore.isPresent() && ignore.get().value();
  }

  /**
   * What is written on a component reaches the field, the accessor and the constructor's parameter
   * as well.
   */
  private static List<Annotation> annotations(RecordComponent component) {
    try {
      List<Annotation> all = new ArrayList<>(Arrays.asList(component.getAnnotations()));
      Class<?> owner = component.getDeclaringRecord();
      Collections.addAll(all, owner.getDeclaredField(component.getName()).getAnnotations());
      Collections.addAll(all, component.getAccessor().getAnnotations());
      return all;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a record without a field for its component " + component, e);
    }
  }

  private static String jsonName(Class<?> type, String component, TypeUse use) {
    Optional<JsonProperty> given = use.find(JsonProperty.class);
    if (given.isPresent() && !given.get().value().isEmpty()) {
      return given.get().value();
    }
    JsonNaming naming = type.getAnnotation(JsonNaming.class);
    if (naming == null) {
      return component;
    }
    try {
      if (naming.value().getDeclaredConstructor().newInstance()
          instanceof PropertyNamingStrategies.NamingBase strategy) {
        return strategy.nameForField(null, null, component); // looks at the name alone
      }
    } catch (ReflectiveOperationException e) {
      throw new SchemaException(
          "the naming strategy of " + type.getName() + " cannot be used: " + e, e);
    }
    throw new SchemaException(
        "the naming strategy of %s must be one of Jackson's PropertyNamingStrategies, it is %s"
            .formatted(type.getName(), naming.value().getName()));
  }

  private static boolean hasGetters(Class<?> type) {
    Set<String> accessors = new HashSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      accessors.add(component.getName());
    }
    for (Method method : type.getMethods()) {
      boolean known =
          method.getDeclaringClass() == Object.class || accessors.contains(method.getName());
      boolean plain = method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers());
      if (!known && plain && isGetter(method)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isGetter(Method method) {
    String name = method.getName();
    return (name.startsWith("get") && name.length() > 3)
        || (name.startsWith("is") && name.length() > 2)
        || method.isAnnotationPresent(JsonProperty.class);
  }
}
