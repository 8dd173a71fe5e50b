package dev.waybill.legacy;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Exchange;
import dev.waybill.server.Reply;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Several messages in one (2025-03-26, basic, Batching). Their responses come together, unless one
 * of the calls has more to say before its response: then each comes as an event of its own.
 */
final class Batch {
  private static final int MOST = 100;

  private final Reply reply;
  private final List<byte[]> responses = new ArrayList<>();
  private int open;
  private boolean streaming;

  private Batch(Reply reply, int messages) {
    this.reply = reply;
    this.open = messages;
  }

  /**
   * Takes in each message of a batch.
   *
   * @param receiver takes in one of them
   */
  static Exchange receive(
      ArrayNode batch, Reply reply, BiFunction<ClientMessage, CallChannel, Exchange> receiver) {
    if (batch.isEmpty() || batch.size() > MOST) {
      McpException refusal =
          new McpException(
              ErrorCode.INVALID_REQUEST,
              "Invalid request: a batch holds 1 to " + MOST + " messages, not " + batch.size());
      reply.end(OldErrors.bytes(Optional.empty(), refusal), 400);
      return Exchange.DONE;
    }
    Batch all = new Batch(reply, batch.size());
    List<Exchange> exchanges = new ArrayList<>();
    for (JsonNode message : batch) {
      Part part = all.new Part();
      try {
        ClientMessage told = ClientMessage.of(message);
        if (told instanceof ClientMessage.Told(Frame.Request request)
            && request.method().equals(Requests.INITIALIZE)) {
          McpException refusal =
              new McpException(
                  ErrorCode.INVALID_REQUEST, "Invalid request: initialize is not part of a batch");
          part.end(OldErrors.bytes(Optional.of(request.id()), refusal), 400);
        } else {
          exchanges.add(receiver.apply(told, part));
        }
      } catch (Frame.FrameException e) {
        part.end(OldErrors.bytes(e.id(), e.error()), 400);
      }
    }
    return new Exchange() {
      @Override
      public void drained() {
        exchanges.forEach(Exchange::drained);
      }
    };
  }

  private synchronized void send(byte[] message) {
    streaming = true;
    reply.send(message);
  }

  private synchronized void done(byte[] response) {
    if (response.length > 0 && streaming) {
      reply.send(response);
    } else if (response.length > 0) {
      responses.add(response);
    }
    if (--open > 0) {
      return;
    }
    if (streaming) {
      responses.forEach(reply::send);
      reply.hangUp();
    } else if (responses.isEmpty()) {
      reply.accepted();
    } else {
      reply.end(array(), 200);
    }
  }

  private byte[] array() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    char before = '[';
    for (byte[] response : responses) {
      out.write(before);
      out.writeBytes(response);
      before = ',';
    }
    out.write(']');
    return out.toByteArray();
  }

  /** Where the messages of one call of the batch go. */
  private final class Part implements CallChannel {
    private boolean over;

    private synchronized boolean finish() {
      boolean first = !over;
      over = true;
      return first;
    }

    @Override
    public void send(byte[] message) {
      Batch.this.send(message);
    }

    @Override
    public boolean writable() {
      return reply.writable();
    }

    @Override
    public void end(byte[] response, int status) {
      if (finish()) {
        done(response);
      }
    }

    @Override
    public void accepted() {
      end(new byte[0], 202);
    }

    @Override
    public void hangUp() {
      end(new byte[0], 200);
    }

    @Override
    public void launch(Runnable call) {
      reply.launch(call);
    }

    @Override
    public boolean carriesQuestions() {
      return true;
    }

    @Override
    public void comeBackIn(Duration duration) {}
  }
}
