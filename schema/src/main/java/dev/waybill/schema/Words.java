package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;

/**
 * What the annotations of Waybill, or else those of Jackson, say about a type, a component or a
 * constant.
 */
final class Words {
  private Words() {}

  static Optional<String> of(TypeUse use) {
    return use.find(Description.class)
        .map(Description::value)
        .or(() -> use.find(JsonPropertyDescription.class).map(JsonPropertyDescription::value));
  }

  static Optional<String> of(AnnotatedElement element) {
    return Optional.ofNullable(element.getAnnotation(Description.class))
        .map(Description::value)
        .or(() ->
            Optional.ofNullable(element.getAnnotation(JsonPropertyDescription.class))
                .map(JsonPropertyDescription::value))
        .or(() ->
            Optional.ofNullable(element.getAnnotation(JsonClassDescription.class))
                .map(JsonClassDescription::value));
  }
}
