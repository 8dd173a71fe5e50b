package dev.waybill.server;

import dev.waybill.protocol.ClientRequest.MultiRoundTrip;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.InputRequiredResult;
import dev.waybill.protocol.McpException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The world of a stateless request: the journal came inside the request and leaves inside the
 * answer, so that the next round may land on any worker.
 */
final class StatelessWorld implements World {
  /** How many times one request may ask its client before something must be wrong. */
  static final int MAX_ROUNDS = 16;

  private final MultiRoundTrip request;
  private final Principal principal;
  private final RequestState.Codec codec;
  private final Map<String, Entry> journal = new LinkedHashMap<>();
  private final int round;

  /** Made when it is first needed: most calls neither ask nor step. */
  private @Nullable String callId;

  /** Open questions of the round before; null when this request carries no state. */
  private final @Nullable Map<String, String> asked;

  /**
   * @throws McpException -32602 when the request's state is not one this server made for it
   */
  StatelessWorld(
      MultiRoundTrip request,
      Principal principal,
      RequestState.Codec codec,
      @Nullable NonceStore singleUse) {
    this.request = request;
    this.principal = principal;
    this.codec = codec;
    Optional<String> sealed = request.input().requestState();
    if (sealed.isEmpty()) {
      this.round = 0;
      this.asked = null;
      return;
    }
    RequestState state = codec.open(sealed.get(), request, principal, digest(request));
    if (singleUse != null
        && !singleUse.use(state.nonce(), Instant.ofEpochSecond(state.expires()))) {
      throw RequestState.Codec.refused("it was used before and is good for one use only");
    }
    this.callId = state.callId();
    this.round = state.round();
    this.asked = state.asked();
    state.entries().forEach(this::record);
  }

  private static String digest(MultiRoundTrip request) {
    return Digest.of(request.boundParams());
  }

  @Override
  public String callId() {
    String id = callId;
    if (id == null) {
      id = UUID.randomUUID().toString();
      callId = id;
    }
    return id;
  }

  @Override
  public Optional<Entry> find(String key) {
    return Optional.ofNullable(journal.get(key));
  }

  @Override
  public List<Entry> entries() {
    return List.copyOf(journal.values());
  }

  @Override
  public void record(Entry entry) {
    journal.put(entry.key(), entry);
  }

  /**
   * With state, only an answer to a question that was asked as it stands now. Without, any answer
   * under the key: a client may answer a question it knows will come.
   */
  @Override
  public Optional<JsonNode> answer(Question<?> question) {
    if (asked != null && !question.digest().equals(asked.get(question.key()))) {
      return Optional.empty();
    }
    return Optional.ofNullable(request.input().responses().get(question.key()));
  }

  @Override
  public void ask(List<Question<?>> unanswered) {
    if (round >= MAX_ROUNDS) {
      throw new McpException(
          ErrorCode.INTERNAL_ERROR,
          request.target() + " asked its client " + MAX_ROUNDS + " times and still asks; gave up");
    }
    Map<String, InputRequest> requests = new LinkedHashMap<>();
    unanswered.forEach(question -> requests.put(question.key(), question.request()));
    throw new Suspended(requests);
  }

  /** What goes back to the client for the questions that suspended the handler. */
  InputRequiredResult suspend(Suspended suspended) {
    Map<String, String> open = new LinkedHashMap<>();
    suspended.requests().forEach((key, question) -> open.put(key, Question.digest(question)));
    RequestState state =
        new RequestState(
            callId(),
            principal.id(),
            request.method(),
            request.target(),
            digest(request),
            codec.clock().instant().getEpochSecond(),
            codec.expiry().getEpochSecond(),
            UUID.randomUUID().toString(),
            round + 1,
            List.copyOf(journal.values()),
            open);
    String sealed = codec.seal(state);
    if (sealed.length() > codec.maxChars()) {
      throw tooLarge(sealed.length());
    }
    return new InputRequiredResult(suspended.requests(), sealed, Map.of());
  }

  private ToolException tooLarge(int chars) {
    String largest =
        journal.values().stream()
            .max(Comparator.comparingInt(entry -> entry.value().toString().length()))
            .map(e -> "; its largest entry is \"" + e.key() + "\"")
            .orElse("");
    return new ToolException(
        "The state of "
            + request.target()
            + " is "
            + (chars + 1023) / 1024
            + " KiB, more than the "
            + codec.maxChars() / 1024
            + " KiB a client is asked to carry"
            + largest
            + ": keep less in it or make the call a task");
  }
}
