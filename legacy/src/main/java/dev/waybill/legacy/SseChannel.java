package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.server.Backplane;
import java.time.Duration;

/**
 * Leads to the one stream of a client of HTTP+SSE, on whatever worker that is.
 *
 * @param name of the stream's channel
 */
record SseChannel(String name, Backplane backplane) implements CallChannel {
  /** Before a message for the client. */
  static final byte MESSAGE = 'M';

  /** Before a session, for the worker that holds the stream. */
  static final byte SESSION = 'S';

  private void publish(byte kind, byte[] content) {
    byte[] message = new byte[content.length + 1];
    message[0] = kind;
    System.arraycopy(content, 0, message, 1, content.length);
    backplane.publish(name, message);
  }

  /** Tells the worker that holds the stream whose it is. */
  void agreed(Session session) {
    publish(SESSION, Json.bytes(session));
  }

  @Override
  public void send(byte[] message) {
    publish(MESSAGE, message);
  }

  @Override
  public void end(byte[] response, int status) {
    publish(MESSAGE, response);
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void accepted() {}

  @Override
  public boolean carriesQuestions() {
    return true;
  }

  @Override
  public void comeBackIn(Duration duration) {}
}
