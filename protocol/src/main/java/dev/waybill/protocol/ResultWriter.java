package dev.waybill.protocol;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Writes results. The commonest, a tool's plain texts, is written member by member: that spares
 * each call the mapper's walk and each start the mapper's look at a dozen classes. All others go
 * through the mapper.
 */
final class ResultWriter {
  private ResultWriter() {}

  static void write(JsonGenerator generator, Object result) {
    if (result instanceof CallToolResult call) {
      write(generator, call);
    } else {
      generator.writePOJO(result);
    }
  }

  private static void write(JsonGenerator generator, CallToolResult result) {
    generator.writeStartObject();
    generator.writeStringProperty("resultType", result.resultType());
    generator.writeArrayPropertyStart("content");
    List<ContentBlock> content = result.content();
    for (int i = 0; i < content.size(); i++) {
      write(generator, content.get(i));
    }
    generator.writeEndArray();
    if (result.structuredContent() != null) {
      generator.writeName("structuredContent");
      generator.writeTree(result.structuredContent());
    }
    if (result.isError()) {
      generator.writeBooleanProperty("isError", true);
    }
    if (!result.meta().isEmpty()) {
      generator.writeObjectPropertyStart("_meta");
      for (Map.Entry<String, JsonNode> entry : result.meta().entrySet()) {
        generator.writeName(entry.getKey());
        generator.writeTree(entry.getValue());
      }
      generator.writeEndObject();
    }
    generator.writeEndObject();
  }

  private static void write(JsonGenerator generator, ContentBlock block) {
    if (block instanceof ContentBlock.TextContent text
        && text.annotations() == null
        && text.meta().isEmpty()) {
      generator.writeStartObject();
      generator.writeStringProperty("type", "text");
      generator.writeStringProperty("text", text.text());
      generator.writeEndObject();
    } else {
      generator.writePOJO(block);
    }
  }
}
