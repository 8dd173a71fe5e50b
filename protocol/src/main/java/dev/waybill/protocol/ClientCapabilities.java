package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client declared with a request, read where it is asked for (basic/index, _meta). */
public record ClientCapabilities(@JsonValue ObjectNode json) {
  private static final String[] MEMBERS = {
    "elicitation", "sampling", "roots", "experimental", "extensions"
  };

  public ClientCapabilities {
    for (String member : MEMBERS) {
      JsonNode value = json.get(member);
      if (value != null && !value.isObject()) {
        throw McpException.invalidParams(
            "_meta member \""
                + MetaKeys.CLIENT_CAPABILITIES
                + "\": \""
                + member
                + "\" must be an object");
      }
    }
  }

  public boolean roots() {
    return json.has("roots");
  }

  public boolean sampling() {
    return json.has("sampling");
  }

  public boolean samplingTools() {
    return json.path("sampling").has("tools");
  }

  public boolean samplingContext() {
    return json.path("sampling").has("context");
  }

  /** An empty {@code elicitation} object means form mode only. */
  public boolean elicitationForm() {
    JsonNode elicitation = json.get("elicitation");
    return elicitation != null && (elicitation.has("form") || !elicitation.has("url"));
  }

  public boolean elicitationUrl() {
    return json.path("elicitation").has("url");
  }

  /** The settings with which the client declared an extension. */
  public Optional<ObjectNode> extension(String id) {
    @Nullable JsonNode settings = json.path("extensions").get(id);
    return settings instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }
}
