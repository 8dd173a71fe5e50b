package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a server offers; a member that is absent is not offered (server/discover). */
public record ServerCapabilities(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, ObjectNode> experimental,
    @Nullable ObjectNode logging,
    @Nullable ObjectNode completions,
    @Nullable Prompts prompts,
    @Nullable Resources resources,
    @Nullable Tools tools,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, ObjectNode> extensions) {

  public ServerCapabilities {
    experimental = experimental == null ? Map.of() : experimental;
    extensions = extensions == null ? Map.of() : extensions;
  }

  /** Whether prompts/list_changed is sent. */
  public record Prompts(@JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean listChanged) {}

  /** Whether resources/list_changed and resources/updated are sent. */
  public record Resources(
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean listChanged,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean subscribe) {}

  /** Whether tools/list_changed is sent. */
  public record Tools(@JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean listChanged) {}
}
