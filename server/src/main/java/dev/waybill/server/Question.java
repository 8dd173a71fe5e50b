package dev.waybill.server;

import dev.waybill.protocol.ClientCapabilities;
import dev.waybill.protocol.CreateMessageResult;
import dev.waybill.protocol.ElicitResult;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.InputRequest.CreateMessageRequest;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.protocol.InputRequest.ElicitRequest;
import dev.waybill.protocol.InputRequest.ElicitRequestFormParams;
import dev.waybill.protocol.InputRequest.ElicitRequestURLParams;
import dev.waybill.protocol.InputRequest.IncludeContext;
import dev.waybill.protocol.InputRequest.ListRootsRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ListRootsResult;
import dev.waybill.protocol.Root;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something a handler asks of the client; see {@link Call#ask}.
 *
 * @param <T> what the answer is read as
 */
public final class Question<T> {
  private final String key;
  private final Entry.Kind kind;
  private final InputRequest request;
  private final Function<JsonNode, Optional<T>> reader;
  private final String digest;

  private Question(
      String key, Entry.Kind kind, InputRequest request, Function<JsonNode, Optional<T>> reader) {
    if (key.isBlank() || key.length() > 128) {
      throw new IllegalArgumentException("A key has 1 to 128 characters, was \"" + key + "\"");
    }
    this.key = key;
    this.kind = kind;
    this.request = request;
    this.reader = reader;
    this.digest = digest(request);
  }

  /** Of a question as the client receives it, in whatever order its members were written. */
  static String digest(InputRequest request) {
    return Digest.of(Json.mapper().valueToTree(request));
  }

  /** A form whose fields are the components of a record, each of a primitive kind. */
  public static <T> Question<Elicited<T>> elicit(String key, String message, Class<T> form) {
    Form<T> fields = Form.of(form);
    return form(key, message, fields.schema(), fields::read);
  }

  /** A form given as a schema: a flat object of primitive properties. */
  public static Question<Elicited<ObjectNode>> elicit(
      String key, String message, ObjectNode requestedSchema) {
    Form<ObjectNode> fields = Form.of(requestedSchema);
    return form(key, message, fields.schema(), fields::read);
  }

  private static <T> Question<Elicited<T>> form(
      String key, String message, ObjectNode schema, Function<ObjectNode, Optional<T>> fields) {
    return new Question<>(
        key,
        Entry.Kind.ELICIT,
        new ElicitRequest(new ElicitRequestFormParams(message, schema)),
        answer ->
            elicited(
                answer, content -> content == null ? Optional.empty() : fields.apply(content)));
  }

  /**
   * A page for the user to visit, for what must not pass through the client. Accepting means
   * consent, not that the visit is over.
   */
  public static Question<Elicited<URI>> visit(String key, String message, URI url) {
    return new Question<>(
        key,
        Entry.Kind.ELICIT,
        new ElicitRequest(new ElicitRequestURLParams(message, url.toString())),
        answer -> elicited(answer, content -> Optional.of(url)));
  }

  /** A message from the client's language model. */
  public static Question<CreateMessageResult> sample(
      String key, CreateMessageRequestParams params) {
    return new Question<>(
        key,
        Entry.Kind.SAMPLE,
        new CreateMessageRequest(params),
        answer -> read(answer, CreateMessageResult.class));
  }

  /** The client's roots. */
  public static Question<List<Root>> roots(String key) {
    return new Question<>(
        key,
        Entry.Kind.ROOTS,
        new ListRootsRequest(),
        answer -> read(answer, ListRootsResult.class).map(ListRootsResult::roots));
  }

  private static <T> Optional<Elicited<T>> elicited(
      JsonNode answer, Function<@Nullable ObjectNode, Optional<T>> accepted) {
    return read(answer, ElicitResult.class)
        .flatMap(result ->
            switch (result.action()) {
              case ACCEPT -> accepted.apply(result.content()).map(Elicited.Accepted::new);
              case DECLINE -> Optional.of(new Elicited.Declined<T>());
              case CANCEL -> Optional.of(new Elicited.Cancelled<T>());
            });
  }

  private static <T> Optional<T> read(JsonNode answer, Class<T> type) {
    try {
      return answer.isObject()
          ? Optional.of(Json.mapper().treeToValue(answer, type))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  public String key() {
    return key;
  }

  public Entry.Kind kind() {
    return kind;
  }

  /** The request as the client receives it. */
  public InputRequest request() {
    return request;
  }

  /** Changes when anything in the question changes. */
  public String digest() {
    return digest;
  }

  /** Reads an answer; empty when it is not an answer to this question. */
  public Optional<T> read(JsonNode answer) {
    return reader.apply(answer);
  }

  /** The capabilities the client lacks for this question, in the shape it would declare them. */
  Optional<ObjectNode> missing(ClientCapabilities client) {
    ObjectNode missing = Json.mapper().createObjectNode();
    switch (request) {
      case ElicitRequest(ElicitRequestFormParams form) -> {
        if (!client.elicitationForm()) {
          missing.putObject("elicitation").putObject("form");
        }
      }
      case ElicitRequest(ElicitRequestURLParams url) -> {
        if (!client.elicitationUrl()) {
          missing.putObject("elicitation").putObject("url");
        }
      }
      case CreateMessageRequest(CreateMessageRequestParams params) -> {
        boolean tools = !params.tools().isEmpty() || params.toolChoice() != null;
        IncludeContext include = params.includeContext();
        boolean context = include != null && include != IncludeContext.NONE;
        if (!client.sampling()
            || (tools && !client.samplingTools())
            || (context && !client.samplingContext())) {
          ObjectNode sampling = missing.putObject("sampling");
          if (tools) {
            sampling.putObject("tools");
          }
          if (context) {
            sampling.putObject("context");
          }
        }
      }
      case ListRootsRequest() -> {
        if (!client.roots()) {
          missing.putObject("roots");
        }
      }
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }
}
