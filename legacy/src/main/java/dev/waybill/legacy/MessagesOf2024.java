package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.Methods;
import dev.waybill.server.Reply;
import tools.jackson.databind.node.ObjectNode;

/** Notifications of a call to a client of 2024-11-05, whose progress has no message. */
record MessagesOf2024(Reply reply) implements Reply {
  /** The channel itself for clients of later revisions. */
  static Reply on(Reply channel, Revision revision) {
    return revision == Revision.V2024_11_05 ? new MessagesOf2024(channel) : channel;
  }

  @Override
  public void send(byte[] message) {
    if (Json.parse(message) instanceof ObjectNode tree
        && tree.path("method").stringValue("").equals(Methods.PROGRESS)
        && tree.path("params") instanceof ObjectNode params
        && params.remove("message") != null) {
      reply.send(Json.bytes(tree));
    } else {
      reply.send(message);
    }
  }

  @Override
  public boolean writable() {
    return reply.writable();
  }

  @Override
  public void launch(Runnable call) {
    reply.launch(call);
  }

  @Override
  public void end(byte[] response, int status) {
    reply.end(response, status);
  }

  @Override
  public void accepted() {
    reply.accepted();
  }
}
