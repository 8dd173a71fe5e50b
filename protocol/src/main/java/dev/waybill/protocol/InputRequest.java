package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A question to the client, carried in an {@link InputRequiredResult} (basic/patterns/mrtr). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
  @JsonSubTypes.Type(InputRequest.ElicitRequest.class),
  @JsonSubTypes.Type(InputRequest.CreateMessageRequest.class),
  @JsonSubTypes.Type(InputRequest.ListRootsRequest.class)
})
public sealed interface InputRequest {

  /** Asks the user (client/elicitation). */
  @JsonTypeName("elicitation/create")
  record ElicitRequest(ElicitRequestParams params) implements InputRequest {}

  /** Asks the client's language model (client/sampling). */
  @JsonTypeName("sampling/createMessage")
  record CreateMessageRequest(CreateMessageRequestParams params) implements InputRequest {}

  /** Asks for the client's roots (client/roots). */
  @JsonTypeName("roots/list")
  record ListRootsRequest() implements InputRequest {}

  /** A form to fill in, or a page to visit. */
  @JsonTypeInfo(
      use = JsonTypeInfo.Id.NAME,
      property = "mode",
      defaultImpl = ElicitRequestFormParams.class)
  @JsonSubTypes({
    @JsonSubTypes.Type(ElicitRequestFormParams.class),
    @JsonSubTypes.Type(ElicitRequestURLParams.class)
  })
  sealed interface ElicitRequestParams {
    String message();
  }

  /**
   * @param requestedSchema a flat object of primitive properties
   */
  @JsonTypeName("form")
  record ElicitRequestFormParams(String message, ObjectNode requestedSchema)
      implements ElicitRequestParams {}

  /** For what must not pass through the client, such as credentials. */
  @JsonTypeName("url")
  record ElicitRequestURLParams(String message, String url) implements ElicitRequestParams {}

  /**
   * @param maxTokens the most the model may produce
   */
  record CreateMessageRequestParams(
      List<SamplingMessage> messages,
      @Nullable ModelPreferences modelPreferences,
      @Nullable String systemPrompt,
      @Nullable IncludeContext includeContext,
      @Nullable Double temperature,
      int maxTokens,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> stopSequences,
      @Nullable ObjectNode metadata,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Tool> tools,
      @Nullable ToolChoice toolChoice) {

    public CreateMessageRequestParams {
      messages = List.copyOf(messages);
      stopSequences = stopSequences == null ? List.of() : List.copyOf(stopSequences);
      tools = tools == null ? List.of() : List.copyOf(tools);
    }

    /** One user message, nothing else asked for. */
    public static CreateMessageRequestParams user(String text, int maxTokens) {
      return new CreateMessageRequestParams(
          List.of(SamplingMessage.user(text)),
          null,
          null,
          null,
          null,
          maxTokens,
          List.of(),
          null,
          List.of(),
          null);
    }
  }

  /** What the client may add to the context; all but {@code none} are deprecated. */
  enum IncludeContext {
    @JsonProperty("none")
    NONE,
    @JsonProperty("thisServer")
    THIS_SERVER,
    @JsonProperty("allServers")
    ALL_SERVERS
  }

  /** Whether the model may, must or must not use tools. */
  record ToolChoice(@Nullable Mode mode) {
    /** {@code auto} leaves it to the model. */
    public enum Mode {
      @JsonProperty("auto")
      AUTO,
      @JsonProperty("required")
      REQUIRED,
      @JsonProperty("none")
      NONE
    }
  }

  /** Wishes about the model; priorities go from 0 to 1. */
  record ModelPreferences(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ModelHint> hints,
      @Nullable Double costPriority,
      @Nullable Double speedPriority,
      @Nullable Double intelligencePriority) {
    public ModelPreferences {
      hints = hints == null ? List.of() : List.copyOf(hints);
    }
  }

  /** Part of a model's name. */
  record ModelHint(@Nullable String name) {}
}
