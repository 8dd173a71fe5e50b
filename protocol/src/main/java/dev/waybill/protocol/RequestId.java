package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A JSON-RPC id, also used for progress tokens and subscription ids: a string or an integer of at
 * most 64 bits. Never null, never fractional (basic/index, Requests).
 */
public sealed interface RequestId {
  record Text(@JsonValue String value) implements RequestId {
    @Override
    public String toString() {
      return value;
    }
  }

  record Whole(@JsonValue long value) implements RequestId {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** Reads an id; empty when the node is neither a string nor a 64-bit integer. */
  static Optional<RequestId> of(JsonNode node) {
    if (node.isString()) {
      return Optional.of(new Text(node.stringValue()));
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return Optional.of(new Whole(node.longValue()));
    }
    return Optional.empty();
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  private static RequestId read(JsonNode node) {
    return of(node)
        .orElseThrow(
            () -> new IllegalArgumentException("expected a string or an integer of 64 bits"));
  }
}
