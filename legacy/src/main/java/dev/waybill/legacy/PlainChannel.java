package dev.waybill.legacy;

import dev.waybill.server.Reply;
import java.time.Duration;

/**
 * The messages of a call on a channel that stays: standard streams, or a client without session.
 */
record PlainChannel(Reply reply, boolean carriesQuestions) implements CallChannel {
  @Override
  public void send(byte[] message) {
    reply.send(message);
  }

  @Override
  public boolean writable() {
    return reply.writable();
  }

  @Override
  public void end(byte[] response, int status) {
    reply.end(response, status);
  }

  @Override
  public void end(byte[] head, byte[] shared, int status) {
    reply.end(head, shared, status);
  }

  @Override
  public void launch(Runnable call) {
    reply.launch(call);
  }

  @Override
  public void accepted() {
    reply.accepted();
  }

  @Override
  public void hangUp() {
    reply.hangUp();
  }

  @Override
  public void comeBackIn(Duration duration) {}
}
