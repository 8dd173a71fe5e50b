package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The contents of a resource, text or bytes (server/resources, Resource Contents). */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
  @JsonSubTypes.Type(ResourceContents.TextResourceContents.class),
  @JsonSubTypes.Type(ResourceContents.BlobResourceContents.class)
})
public sealed interface ResourceContents {
  String uri();

  static TextResourceContents text(String uri, String mimeType, String text) {
    return new TextResourceContents(uri, mimeType, text, Map.of());
  }

  /** Binary contents; the bytes travel as Base64. */
  static BlobResourceContents blob(String uri, String mimeType, byte[] blob) {
    return new BlobResourceContents(uri, mimeType, blob, Map.of());
  }

  record TextResourceContents(
      String uri,
      @Nullable String mimeType,
      String text,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ResourceContents {
    public TextResourceContents {
      meta = Meta.copy(meta);
    }
  }

  record BlobResourceContents(
      String uri,
      @Nullable String mimeType,
      byte[] blob,
      @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta)
      implements ResourceContents {
    public BlobResourceContents {
      meta = Meta.copy(meta);
    }
  }
}
