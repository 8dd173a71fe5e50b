package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the client's language model answered (client/sampling). */
public record CreateMessageResult(
    Role role,
    @JsonFormat(
            with = {
              JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        List<SamplingMessageContentBlock> content,
    String model,
    @Nullable String stopReason,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta) {

  public CreateMessageResult {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(model, "model");
    content = List.copyOf(content);
    meta = Meta.copy(meta);
  }

  /** The first text in the answer. */
  public Optional<String> text() {
    return content.stream()
        .filter(ContentBlock.TextContent.class::isInstance)
        .map(block -> ((ContentBlock.TextContent) block).text())
        .findFirst();
  }
}
