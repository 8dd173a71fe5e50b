package dev.waybill.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;
import dev.waybill.server.Entry;
import dev.waybill.server.KeyRing;
import dev.waybill.server.Sealer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the engine puts into a store: JSON, sealed where there are keys. The first byte says which,
 * so that keys can be given to a store that was used without.
 */
final class Payloads {
  private static final byte PLAIN = 0;
  private static final byte SEALED = 1;
  private static final String PURPOSE = "task ";

  /** Bytes of what is needed to run a task. */
  static final int MAX_CALL = 1 << 20;

  /** Bytes of a result. */
  private static final int MAX_OUTCOME = 4 << 20;

  /** Bytes of what a step returned. */
  static final int MAX_ENTRY = 1 << 20;

  private final @Nullable Sealer sealer;

  private Payloads(@Nullable Sealer sealer) {
    this.sealer = sealer;
  }

  static Payloads sealedWith(@Nullable KeyRing keys) {
    return new Payloads(keys == null ? null : new Sealer(keys));
  }

  /** What is needed to run a task, besides its journal. */
  record CallPayload(
      @JsonProperty("a") ObjectNode arguments,
      @JsonProperty("m") ObjectNode meta,
      @JsonProperty("s") Set<String> scopes,
      @JsonProperty("c") String callId) {}

  /** A question as it was asked. */
  record QuestionPayload(
      @JsonProperty("t") Entry.Kind kind,
      @JsonProperty("d") String digest,
      @JsonProperty("r") InputRequest request) {}

  /** How a task ended. */
  record OutcomePayload(
      @JsonProperty("r") @Nullable JsonNode result, @JsonProperty("e") @Nullable JsonNode error) {

    static OutcomePayload completed(Result result) {
      return new OutcomePayload(Json.mapper().valueToTree(result), null);
    }

    static OutcomePayload failed(McpException cause) {
      ObjectNode error =
          Json.mapper()
              .createObjectNode()
              .put("code", cause.code().code())
              .put("message", cause.text());
      cause.data().ifPresent(data -> error.set("data", data));
      return new OutcomePayload(null, error);
    }
  }

  /** Why an outcome cannot be kept, when it cannot. */
  static Optional<String> tooLarge(byte[] outcome) {
    return outcome.length <= MAX_OUTCOME
        ? Optional.empty()
        : Optional.of(
            "The result has "
                + (outcome.length >> 20)
                + " MiB, more than the "
                + (MAX_OUTCOME >> 20)
                + " MiB a task may keep: return a resource link instead");
  }

  /** Sealed for one task: moved to another, it does not open. */
  byte[] write(String taskId, Object value) {
    byte[] json = Json.bytes(value);
    byte[] body = sealer == null ? json : sealer.sealBytes(PURPOSE + taskId, json);
    byte[] payload = new byte[body.length + 1];
    payload[0] = sealer == null ? PLAIN : SEALED;
    System.arraycopy(body, 0, payload, 1, body.length);
    return payload;
  }

  /** The same, empty when it does not open. */
  <T> Optional<T> peek(String taskId, byte[] payload, Class<T> type) {
    return open(taskId, payload).map(json -> Json.mapper().readValue(json, type));
  }

  /**
   * @throws IllegalStateException when it was sealed with a key that is not in the ring any more
   */
  <T> T read(String taskId, byte[] payload, Class<T> type) {
    byte[] json =
        open(taskId, payload)
            .orElseThrow(() ->
                new IllegalStateException(
                    "Task " + taskId + " was sealed with a key that is not in the key ring"));
    return Json.mapper().readValue(json, type);
  }

  private Optional<byte[]> open(String taskId, byte[] payload) {
    byte[] body = Arrays.copyOfRange(payload, 1, payload.length);
    return payload[0] == PLAIN
        ? Optional.of(body)
        : Optional.ofNullable(sealer).flatMap(s -> s.openBytes(PURPOSE + taskId, body));
  }
}
