package dev.waybill.legacy;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.RequestId;
import dev.waybill.server.Exchange;
import dev.waybill.server.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes in what a client of a session sends, whatever kind of message it is. */
final class Conversation {
  private final Requests requests;
  private final Questions questions;
  private final Fleet fleet;

  Conversation(Requests requests, Questions questions, Fleet fleet) {
    this.requests = requests;
    this.questions = questions;
    this.fleet = fleet;
  }

  /**
   * Takes in one message.
   *
   * @param channel takes the answer, if it is a request
   */
  Exchange receive(Client client, Principal principal, ClientMessage message, CallChannel channel) {
    switch (message) {
      case ClientMessage.Answered answered -> {
        Questions.Refusal refusal = questions.answer(client.session(), answered);
        if (refusal == null) {
          channel.accepted();
        } else {
          channel.end(
              OldErrors.bytes(
                  Optional.empty(),
                  new McpException(
                      ErrorCode.INVALID_REQUEST, "Invalid response: " + refusal.why())),
              refusal.status());
        }
        return Exchange.DONE;
      }
      case ClientMessage.Told(Frame.Notification notification) -> {
        if (notification.method().equals(Methods.CANCELLED)) {
          RequestId.of(notification.params().path("requestId")).ifPresent(id -> cancel(client, id));
        }
        channel.accepted();
        return Exchange.DONE;
      }
      case ClientMessage.Told(Frame.Request request) -> {
        return requests.receive(client, principal, request, channel);
      }
    }
  }

  private void cancel(Client client, RequestId id) {
    @Nullable Exchange running = client.take(id);
    if (running != null) {
      running.cancel();
    } else {
      Thread.startVirtualThread(() -> fleet.cancelled(client, id));
    }
  }
}
