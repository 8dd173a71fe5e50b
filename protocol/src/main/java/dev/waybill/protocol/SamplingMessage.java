package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One message of a conversation with a language model (client/sampling). */
public record SamplingMessage(
    Role role,
    @JsonFormat(
            with = {
              JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        List<SamplingMessageContentBlock> content,
    @JsonProperty("_meta") @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> meta) {

  public SamplingMessage {
    content = List.copyOf(content);
    meta = Meta.copy(meta);
  }

  public static SamplingMessage user(String text) {
    return new SamplingMessage(Role.USER, List.of(ContentBlock.text(text)), Map.of());
  }

  public static SamplingMessage assistant(String text) {
    return new SamplingMessage(Role.ASSISTANT, List.of(ContentBlock.text(text)), Map.of());
  }
}
