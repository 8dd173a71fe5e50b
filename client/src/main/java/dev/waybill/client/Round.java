package dev.waybill.client;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one round of a call came to that is made by hand (basic/patterns/mrtr). */
public sealed interface Round {
  /** The call is done. */
  record Finished(CallToolResult result) implements Round {}

  /** The server goes on with it as a task. */
  record Started(TaskHandle task) implements Round {}

  /**
   * The server asks. Nothing waits anywhere for the answers: they may come tomorrow, from another
   * process.
   */
  final class Asked implements Round {
    private final ObjectNode json;
    private final Map<String, InputRequest> questions;

    Asked(ObjectNode params, Map<String, InputRequest> questions, @Nullable String state) {
      this.json = Json.mapper().createObjectNode();
      this.questions = Map.copyOf(questions);
      json.set("params", params);
      ObjectNode asked = json.putObject("questions");
      questions.forEach((key, question) -> asked.set(key, Json.mapper().valueToTree(question)));
      if (state != null) {
        json.put("state", state);
      }
    }

    /** What is asked, by key. Empty when the server only wants to be called again. */
    public Map<String, InputRequest> questions() {
      return questions;
    }

    /** All that is needed to go on; holds the call's arguments, so keep it as you keep those. */
    public String save() {
      return json.toString();
    }

    /**
     * What {@link #save} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Asked restore(String saved) {
      try {
        JsonNode json = Json.mapper().readTree(saved);
        if (json.get("params") instanceof ObjectNode params && json.path("questions").isObject()) {
          Map<String, InputRequest> questions = new LinkedHashMap<>();
          for (var entry : json.path("questions").properties()) {
            questions.put(
                entry.getKey(), Json.mapper().treeToValue(entry.getValue(), InputRequest.class));
          }
          JsonNode state = json.get("state");
          return new Asked(params, questions, state == null ? null : state.asString());
        }
      } catch (JacksonException e) {
        throw new IllegalArgumentException("this is no saved round of a call", e);
      }
      throw new IllegalArgumentException("this is no saved round of a call");
    }

    Request request(CallOptions options) {
      ObjectNode params = (ObjectNode) json.path("params");
      return new Request(Methods.TOOLS_CALL, params, params.path("name").asString(""), options);
    }

    Optional<String> state() {
      return Optional.ofNullable(json.get("state")).map(JsonNode::asString);
    }
  }
}
