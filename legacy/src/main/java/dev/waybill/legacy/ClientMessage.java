package dev.waybill.legacy;

import dev.waybill.protocol.Frame;
import dev.waybill.protocol.RequestId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A message of a client of the earlier era, which answers requests too. */
sealed interface ClientMessage {
  /** A request or a notification. */
  record Told(Frame frame) implements ClientMessage {}

  /**
   * An answer to a question.
   *
   * @param result null when there is an error instead
   */
  record Answered(RequestId id, @Nullable JsonNode result, @Nullable JsonNode error)
      implements ClientMessage {}

  /**
   * @throws Frame.FrameException -32600 when it is none of them
   */
  static ClientMessage of(JsonNode node) {
    if (node.isObject() && !node.has("method") && (node.has("result") || node.has("error"))) {
      Optional<RequestId> id = RequestId.of(node.path("id"));
      if (id.isPresent() && node.path("jsonrpc").stringValue("").equals("2.0")) {
        return new Answered(id.get(), node.get("result"), node.get("error"));
      }
    }
    return new Told(Frame.of(node));
  }
}
