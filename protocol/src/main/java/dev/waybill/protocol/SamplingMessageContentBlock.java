package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a message to or from a language model holds (client/sampling). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(ContentBlock.TextContent.class),
  @JsonSubTypes.Type(ContentBlock.ImageContent.class),
  @JsonSubTypes.Type(ContentBlock.AudioContent.class),
  @JsonSubTypes.Type(SamplingMessageContentBlock.ToolUseContent.class),
  @JsonSubTypes.Type(SamplingMessageContentBlock.ToolResultContent.class)
})
public sealed interface SamplingMessageContentBlock
    permits ContentBlock.TextContent,
        ContentBlock.ImageContent,
        ContentBlock.AudioContent,
        SamplingMessageContentBlock.ToolUseContent,
        SamplingMessageContentBlock.ToolResultContent {

  /** The model asks for a tool to be called. */
  @JsonTypeName("tool_use")
  record ToolUseContent(
      String id,
      String name,
      ObjectNode input,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements SamplingMessageContentBlock {
    public ToolUseContent {
      meta = Meta.copy(meta);
    }
  }

  /** What the tool answered; a message with these holds nothing else. */
  @JsonTypeName("tool_result")
  record ToolResultContent(
      String toolUseId,
      List<ContentBlock> content,
      @Nullable JsonNode structuredContent,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isError,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements SamplingMessageContentBlock {
    public ToolResultContent {
      content = List.copyOf(content);
      meta = Meta.copy(meta);
    }
  }
}
