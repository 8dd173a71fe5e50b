package dev.waybill.schema;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the annotations of Waybill, or else those of Jackson, say about a type, a component or a
 * constant.
 */
final class Words {
  private Words() {}

  static Optional<String> of(TypeUse use) {
    return of(use.annotations());
  }

  static Optional<String> of(AnnotatedElement element) {
    return of(Arrays.asList(element.getAnnotations()));
  }

  private static Optional<String> of(List<Annotation> annotations) {
    Optional<String> words = Optional.empty();
    for (Annotation annotation : annotations) {
      if (annotation instanceof Description d) {
        return Optional.of(d.value());
      }
      if (annotation instanceof JsonPropertyDescription d) {
        words = Optional.of(d.value());
      }
      if (annotation instanceof JsonClassDescription d) {
        words = Optional.of(d.value());
      }
    }
    return words;
  }
}
