package dev.waybill.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Json;
import dev.waybill.server.Entry;
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
  private static final String PURPOSE = "task";

  private final @Nullable Sealer sealer;

  Payloads(@Nullable Sealer sealer) {
    this.sealer = sealer;
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
      @JsonProperty("r") @Nullable JsonNode result, @JsonProperty("e") @Nullable JsonNode error) {}

  byte[] write(Object value) {
    byte[] json = Json.bytes(value);
    byte[] body = sealer == null ? json : sealer.sealBytes(PURPOSE, json);
    byte[] payload = new byte[body.length + 1];
    payload[0] = sealer == null ? PLAIN : SEALED;
    System.arraycopy(body, 0, payload, 1, body.length);
    return payload;
  }

  /**
   * @throws IllegalStateException when it was sealed with a key that is not in the ring any more
   */
  <T> T read(byte[] payload, Class<T> type) {
    byte[] body = Arrays.copyOfRange(payload, 1, payload.length);
    byte[] json =
        payload[0] == PLAIN
            ? body
            : Optional.ofNullable(sealer)
                .flatMap(s -> s.openBytes(PURPOSE, body))
                .orElseThrow(() ->
                    new IllegalStateException(
                        "A task was sealed with a key that is not in the key ring"));
    return Json.mapper().readValue(json, type);
  }
}
