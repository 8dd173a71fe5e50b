package dev.waybill.protocol;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Writes content of unknown type as it came; the mapper would give it a type of its own. */
final class UnknownContentWriter extends ValueSerializer<ContentBlock.UnknownContent> {
  @Override
  public void serialize(
      ContentBlock.UnknownContent content, JsonGenerator generator, SerializationContext context) {
    generator.writeTree(content.json());
  }

  @Override
  public void serializeWithType(
      ContentBlock.UnknownContent content,
      JsonGenerator generator,
      SerializationContext context,
      TypeSerializer types) {
    serialize(content, generator, context);
  }
}
