package dev.waybill.schema;

import java.lang.reflect.Type;
import tools.jackson.databind.node.ObjectNode;

/**
 * Generates JSON Schema 2020-12 from Java types. What is generated accepts every value the type can
 * be written to by a Jackson 3 mapper with default settings; properties stand in the order of
 * declaration.
 *
 * <p>{@code docs/schemas.md} has the table of types and annotations.
 */
public final class SchemaGenerator {
  private SchemaGenerator() {}

  /**
   * The schema of a type: a record, an enum, a sealed interface, a collection, a map, a value type
   * of the JDK, and generic combinations of these.
   *
   * @throws SchemaException when the type, or a part of it, has no schema; the message names the
   *     part
   */
  public static ObjectNode generate(Type type) {
    TypeUse use = TypeUse.of(type);
    Definitions survey = Definitions.survey();
    new TypeWriter(survey).write(use);
    Definitions definitions = survey.decided();
    ObjectNode root = new TypeWriter(definitions).write(use);
    return definitions.finish(definitions.inlineRoot(root));
  }

  /**
   * The {@code requestedSchema} of a form (specification 2026-07-28, Elicitation, section Requested
   * Schema): a flat object of strings, numbers, booleans, choices, and lists of choices.
   *
   * @throws SchemaException naming the component that a form cannot ask for, and what it can
   */
  public static ObjectNode form(Class<?> recordType) {
    return FormSchema.of(recordType);
  }
}
