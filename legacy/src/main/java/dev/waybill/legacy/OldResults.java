package dev.waybill.legacy;

import static dev.waybill.legacy.Revision.V2025_03_26;
import static dev.waybill.legacy.Revision.V2025_06_18;
import static dev.waybill.legacy.Revision.V2025_11_25;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Result;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results in the shape of an earlier revision: nothing in them that it does not know. */
final class OldResults {
  private final Revision revision;
  private final Consumer<ObjectNode> toolDecoration;

  /**
   * @param toolDecoration adds to the definition of a tool what only this revision has
   */
  OldResults(Revision revision, Consumer<ObjectNode> toolDecoration) {
    this.revision = revision;
    this.toolDecoration = toolDecoration;
  }

  /** A result as UTF-8 JSON. */
  byte[] bytes(Result result) {
    return result instanceof CallToolResult call && isPlain(call)
        ? plain(call)
        : Json.bytes(tree(result));
  }

  /** Whether a result is what most calls come to: texts, which are the same in every revision. */
  private static boolean isPlain(CallToolResult call) {
    if (call.structuredContent() != null || !call.meta().isEmpty()) {
      return false;
    }
    List<ContentBlock> content = call.content();
    for (int i = 0; i < content.size(); i++) {
      if (!(content.get(i) instanceof ContentBlock.TextContent text)
          || text.annotations() != null
          || !text.meta().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static byte[] plain(CallToolResult call) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(256)) {
      try (JsonGenerator generator = Json.mapper().createGenerator(out)) {
        generator.writeStartObject();
        generator.writeArrayPropertyStart("content");
        for (ContentBlock block : call.content()) {
          generator.writeStartObject();
          generator.writeStringProperty("type", "text");
          generator.writeStringProperty("text", ((ContentBlock.TextContent) block).text());
          generator.writeEndObject();
        }
        generator.writeEndArray();
        if (call.isError()) {
          generator.writeBooleanProperty("isError", true);
        }
        generator.writeEndObject();
      }
      return out.toByteArray();
    }
  }

  private ObjectNode tree(Result result) {
    return shaped(Json.mapper().valueToTree(result));
  }

  /** The JSON of a result, changed in place. */
  ObjectNode shaped(ObjectNode tree) {
    tree.remove(List.of("resultType", "ttlMs", "cacheScope"));
    each(tree.get("tools"), this::tool);
    each(tree.get("resources"), this::resource);
    each(tree.get("resourceTemplates"), this::resource);
    each(tree.get("prompts"), this::prompt);
    each(tree.get("contents"), this::contents);
    if (tree.get("content") instanceof ArrayNode content) {
      tree.set("content", content(content));
    }
    each(
        tree.get("messages"),
        message -> {
          if (message.get("content") instanceof ObjectNode block) {
            message.set("content", block(block));
          }
        });
    JsonNode structured = tree.get("structuredContent");
    if (structured != null && (!revision.atLeast(V2025_06_18) || !structured.isObject())) {
      tree.remove("structuredContent");
    }
    return tree;
  }

  private static void each(@Nullable JsonNode list, Consumer<ObjectNode> action) {
    if (list instanceof ArrayNode array) {
      for (JsonNode item : array) {
        if (item instanceof ObjectNode object) {
          action.accept(object);
        }
      }
    }
  }

  private void named(ObjectNode named) {
    if (!revision.atLeast(V2025_11_25)) {
      named.remove("icons");
    }
    if (!revision.atLeast(V2025_06_18)) {
      named.remove(List.of("title", "_meta"));
    }
  }

  private void tool(ObjectNode tool) {
    named(tool);
    boolean structured = tool.path("outputSchema").path("type").stringValue("").equals("object");
    if (!structured || !revision.atLeast(V2025_06_18)) {
      tool.remove("outputSchema");
    }
    if (!revision.atLeast(V2025_03_26)) {
      tool.remove("annotations");
    }
    withoutHeaders(tool.path("inputSchema"));
    toolDecoration.accept(tool);
  }

  private static void withoutHeaders(JsonNode schema) {
    for (JsonNode property : schema.path("properties")) {
      if (property instanceof ObjectNode object) {
        object.remove("x-mcp-header");
        withoutHeaders(object);
      }
    }
  }

  private void resource(ObjectNode resource) {
    named(resource);
    annotations(resource);
  }

  private void prompt(ObjectNode prompt) {
    named(prompt);
    each(prompt.get("arguments"), this::named);
  }

  private void contents(ObjectNode contents) {
    if (!revision.atLeast(V2025_06_18)) {
      contents.remove("_meta");
    }
  }

  private void annotations(ObjectNode annotated) {
    if (!revision.atLeast(V2025_06_18)
        && annotated.get("annotations") instanceof ObjectNode annotations) {
      annotations.remove("lastModified");
    }
  }

  private ArrayNode content(ArrayNode content) {
    ArrayNode old = Json.mapper().createArrayNode();
    for (JsonNode block : content) {
      old.add(block instanceof ObjectNode object ? block(object) : block);
    }
    return old;
  }

  /** A block of content, as another one where the revision has no such block. */
  ObjectNode block(ObjectNode block) {
    annotations(block);
    if (block.get("resource") instanceof ObjectNode resource) {
      contents(resource);
    }
    named(block);
    return switch (block.path("type").stringValue("")) {
      case "resource_link" -> revision.atLeast(V2025_06_18) ? block : linkAsText(block);
      case "audio" -> revision.atLeast(V2025_03_26) ? block : audioAsResource(block);
      default -> block;
    };
  }

  private static ObjectNode linkAsText(ObjectNode link) {
    String name = link.path("name").stringValue("");
    return Json.mapper()
        .createObjectNode()
        .put("type", "text")
        .put("text", name + ": " + link.path("uri").stringValue(""));
  }

  private static ObjectNode audioAsResource(ObjectNode audio) {
    ObjectNode block = Json.mapper().createObjectNode().put("type", "resource");
    ObjectNode resource = block.putObject("resource");
    resource.put("uri", "data:" + audio.path("mimeType").stringValue(""));
    resource.set("mimeType", audio.path("mimeType"));
    resource.set("blob", audio.path("data"));
    return block;
  }
}
