package dev.waybill.legacy;

import static dev.waybill.legacy.Revision.V2025_03_26;
import static dev.waybill.legacy.Revision.V2025_06_18;
import static dev.waybill.legacy.Revision.V2025_11_25;

import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.InputRequest.ElicitRequest;
import dev.waybill.protocol.InputRequest.ElicitRequestURLParams;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.Methods;
import dev.waybill.server.ToolException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Questions as requests of an earlier revision to its clients. */
final class OldQuestions {
  private OldQuestions() {}

  /**
   * A question as a JSON-RPC request.
   *
   * @param task the task that asks
   * @throws ToolException when the revision has no such question
   */
  static byte[] request(
      String id, InputRequest question, Revision revision, Optional<String> task) {
    ObjectNode tree = Json.mapper().valueToTree(question);
    String method = tree.path("method").stringValue("");
    ObjectNode request =
        Json.mapper().createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
    JsonNode params = tree.get("params");
    if (params instanceof ObjectNode object) {
      switch (question) {
        case ElicitRequest(ElicitRequestURLParams url) -> object.put("elicitationId", id);
        case ElicitRequest form -> form(object, revision);
        case InputRequest.CreateMessageRequest sample -> sample(object, revision);
        case InputRequest.ListRootsRequest roots -> {}
      }
      request.set("params", object);
    }
    task.ifPresent(taskId -> OldTasks.relate(request.withObjectProperty("params"), taskId));
    return Json.bytes(request);
  }

  /** Tells that a question needs no answer any more. */
  static byte[] withdrawn(String id) {
    return JsonRpc.notification(
        Methods.CANCELLED,
        Json.mapper()
            .createObjectNode()
            .put("requestId", id)
            .put("reason", "The answer is not needed any more"));
  }

  /** Tells that what a page was visited for is done. */
  static byte[] visited(String id) {
    return JsonRpc.notification(
        "notifications/elicitation/complete",
        Json.mapper().createObjectNode().put("elicitationId", id));
  }

  private static void form(ObjectNode params, Revision revision) {
    if (revision.atLeast(V2025_11_25)) {
      return;
    }
    params.remove("mode");
    if (params.path("requestedSchema") instanceof ObjectNode schema) {
      schema.remove(List.of("$schema", "additionalProperties"));
    }
    for (var property : params.path("requestedSchema").path("properties").properties()) {
      if (property.getValue() instanceof ObjectNode field) {
        field(property.getKey(), field);
      }
    }
  }

  /** Fields of 2025-06-18: no lists, no titled choices, defaults for booleans alone. */
  private static void field(String name, ObjectNode field) {
    if (field.path("type").stringValue("").equals("array")) {
      throw new ToolException(
          "The client speaks revision "
              + V2025_06_18.wireName()
              + ", whose forms have no lists: it cannot be asked for \""
              + name
              + "\"");
    }
    if (!field.path("type").stringValue("").equals("boolean")) {
      field.remove("default");
    }
    if (field.remove("oneOf") instanceof ArrayNode choices) {
      ArrayNode values = field.putArray("enum");
      ArrayNode names = field.putArray("enumNames");
      for (JsonNode choice : choices) {
        values.add(choice.path("const"));
        names.add(choice.path("title").stringValue(choice.path("const").asString("")));
      }
    }
  }

  private static void sample(ObjectNode params, Revision revision) {
    if (revision.atLeast(V2025_11_25)) {
      return;
    }
    params.remove(List.of("tools", "toolChoice"));
    ArrayNode messages = Json.mapper().createArrayNode();
    for (JsonNode message : params.path("messages")) {
      // One block a message is all that these revisions know.
      if (message.path("content") instanceof ArrayNode blocks) {
        blocks.forEach(block -> message(messages, message, block, revision));
      } else {
        message(messages, message, message.path("content"), revision);
      }
    }
    params.set("messages", messages);
  }

  private static void message(ArrayNode to, JsonNode message, JsonNode block, Revision revision) {
    String type = block.path("type").stringValue("");
    boolean known =
        switch (type) {
          case "text", "image" -> true;
          case "audio" -> revision.atLeast(V2025_03_26);
          default -> false;
        };
    if (!known) {
      throw new ToolException(
          "The client speaks revision "
              + revision.wireName()
              + ", whose models take no content of type \""
              + type
              + "\"");
    }
    ObjectNode one = to.addObject();
    one.set("role", message.path("role"));
    one.set("content", block);
  }
}
