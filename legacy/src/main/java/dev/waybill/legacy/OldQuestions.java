package dev.waybill.legacy;

import static dev.waybill.legacy.Revision.V2025_06_18;
import static dev.waybill.legacy.Revision.V2025_11_25;

import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.InputRequest.ElicitRequest;
import dev.waybill.protocol.InputRequest.ElicitRequestURLParams;
import dev.waybill.protocol.Json;
import dev.waybill.server.ToolException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Questions as requests of an earlier revision to its clients. */
final class OldQuestions {
  private OldQuestions() {}

  /**
   * A question as a JSON-RPC request.
   *
   * @throws ToolException when the revision has no such question
   */
  static byte[] request(String id, InputRequest question, Revision revision) {
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
    return Json.bytes(request);
  }

  private static void form(ObjectNode params, Revision revision) {
    if (revision.atLeast(V2025_11_25)) {
      return;
    }
    params.remove("mode");
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
        for (JsonNode block : blocks) {
          ObjectNode one = messages.addObject();
          one.set("role", message.path("role"));
          one.set("content", block);
        }
      } else {
        messages.add(message);
      }
    }
    params.set("messages", messages);
  }
}
