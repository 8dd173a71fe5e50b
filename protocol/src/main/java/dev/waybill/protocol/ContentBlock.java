package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.ObjectNode;

/** What a tool result or a prompt message holds (server/tools, Tool Result). */
@JsonTypeInfo(
    use = JsonTypeInfo.Id.NAME,
    property = "type",
    visible = true,
    defaultImpl = ContentBlock.UnknownContent.class)
@JsonSubTypes({
  @JsonSubTypes.Type(ContentBlock.TextContent.class),
  @JsonSubTypes.Type(ContentBlock.ImageContent.class),
  @JsonSubTypes.Type(ContentBlock.AudioContent.class),
  @JsonSubTypes.Type(ContentBlock.ResourceLink.class),
  @JsonSubTypes.Type(ContentBlock.EmbeddedResource.class)
})
public sealed interface ContentBlock {

  /** Plain text. */
  static TextContent text(String text) {
    return new TextContent(text, null, Map.of());
  }

  /** An image; the bytes travel as Base64. */
  static ImageContent image(byte[] data, String mimeType) {
    return new ImageContent(data, mimeType, null, Map.of());
  }

  /** A sound; the bytes travel as Base64. */
  static AudioContent audio(byte[] data, String mimeType) {
    return new AudioContent(data, mimeType, null, Map.of());
  }

  /** The contents of a resource, carried along. */
  static EmbeddedResource resource(ResourceContents resource) {
    return new EmbeddedResource(resource, null, Map.of());
  }

  /** A pointer to a resource that can be read. */
  static ResourceLink link(String uri, String name) {
    return new ResourceLink(uri, name, null, null, null, null, List.of(), null, Map.of());
  }

  @JsonTypeName("text")
  record TextContent(
      String text,
      @Nullable Annotations annotations,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ContentBlock, SamplingMessageContentBlock {
    public TextContent {
      Objects.requireNonNull(text, "text");
      meta = Meta.copy(meta);
    }
  }

  @JsonTypeName("image")
  record ImageContent(
      byte[] data,
      String mimeType,
      @Nullable Annotations annotations,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ContentBlock, SamplingMessageContentBlock {
    public ImageContent {
      Objects.requireNonNull(data, "data");
      Objects.requireNonNull(mimeType, "mimeType");
      meta = Meta.copy(meta);
    }
  }

  @JsonTypeName("audio")
  record AudioContent(
      byte[] data,
      String mimeType,
      @Nullable Annotations annotations,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ContentBlock, SamplingMessageContentBlock {
    public AudioContent {
      Objects.requireNonNull(data, "data");
      Objects.requireNonNull(mimeType, "mimeType");
      meta = Meta.copy(meta);
    }
  }

  @JsonTypeName("resource_link")
  record ResourceLink(
      String uri,
      String name,
      @Nullable String title,
      @Nullable String description,
      @Nullable String mimeType,
      @Nullable Long size,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Icon> icons,
      @Nullable Annotations annotations,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ContentBlock {
    public ResourceLink {
      icons = icons == null ? List.of() : List.copyOf(icons);
      meta = Meta.copy(meta);
    }
  }

  @JsonTypeName("resource")
  record EmbeddedResource(
      ResourceContents resource,
      @Nullable Annotations annotations,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ContentBlock {
    public EmbeddedResource {
      meta = Meta.copy(meta);
    }
  }

  /**
   * Content of a type that this revision does not know, kept as it came.
   *
   * @param json all of it, {@code type} included
   */
  @JsonSerialize(using = UnknownContentWriter.class)
  record UnknownContent(ObjectNode json) implements ContentBlock {
    public UnknownContent {
      Objects.requireNonNull(json, "json");
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    private static UnknownContent read(ObjectNode json) {
      return new UnknownContent(json);
    }
  }
}
