package dev.waybill.legacy;

import dev.waybill.protocol.Frame;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Exchange;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The session of a client that has a channel of its own, such as standard streams. */
final class LegacyLine implements EarlierEra.Line {
  private final EarlierEra.Inside server;
  private final Handshake handshake;
  private final Conversation conversation;
  private final Principal principal;
  private final Consumer<byte[]> out;
  private volatile @Nullable Client client;

  LegacyLine(
      EarlierEra.Inside server,
      Handshake handshake,
      Conversation conversation,
      Principal principal,
      Consumer<byte[]> out) {
    this.server = server;
    this.handshake = handshake;
    this.conversation = conversation;
    this.principal = principal;
    this.out = out;
  }

  @Override
  public boolean claims(JsonNode message) {
    return client != null || Requests.INITIALIZE.equals(message.path("method").stringValue(""));
  }

  @Override
  public Exchange receive(JsonNode message, Reply reply) {
    Client known = client;
    PlainChannel channel = new PlainChannel(reply, true);
    try {
      if (known == null) {
        if (Frame.of(message) instanceof Frame.Request request) {
          initialize(request, reply);
        } else {
          reply.accepted();
        }
        return Exchange.DONE;
      }
      if (message instanceof ArrayNode batch && known.revision() == Revision.V2025_03_26) {
        return Batch.receive(
            batch, reply, (one, part) -> conversation.receive(known, principal, one, part));
      }
      ClientMessage told = ClientMessage.of(message);
      if (told instanceof ClientMessage.Answered) {
        // There is nobody on this channel who waits to hear that an answer was not good.
        conversation.receive(known, principal, told, new PlainChannel(new Silent(reply), true));
        return Exchange.DONE;
      }
      return conversation.receive(known, principal, told, channel);
    } catch (Frame.FrameException e) {
      reply.end(OldErrors.bytes(e.id(), e.error()), 400);
      return Exchange.DONE;
    }
  }

  private void initialize(Frame.Request request, Reply reply) {
    try {
      Session session = handshake.agree(request.params(), principal);
      Client agreed = new Client(session, principal);
      client = agreed;
      server.count(session.revision().wireName(), request.method());
      reply.end(JsonRpc.result(request.id(), handshake.result(session, true)), 200);
      new NewsStream(agreed, server, new Lines()).begin();
    } catch (McpException e) {
      reply.end(OldErrors.bytes(Optional.of(request.id()), e), 200);
    }
  }

  @Override
  public void close() {
    Client known = client;
    if (known != null) {
      known.end();
    }
  }

  /** News goes out as it comes: writing blocks when the client does not read. */
  private final class Lines implements Reply {
    @Override
    public void send(byte[] message) {
      out.accept(message);
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void end(byte[] response, int status) {}

    @Override
    public void accepted() {}
  }

  /** Swallows refusals. */
  private record Silent(Reply reply) implements Reply {
    @Override
    public void send(byte[] message) {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void end(byte[] response, int status) {
      reply.accepted();
    }

    @Override
    public void accepted() {
      reply.accepted();
    }
  }
}
