package dev.waybill.server;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of one request go; each transport implements it. Safe for use by several
 * threads; after {@link #end} or once the peer is gone, calls do nothing.
 */
public interface Reply {

  /**
   * Sends a notification that belongs to the request, opening the event stream where the transport
   * has one.
   *
   * @param message one JSON-RPC notification in UTF-8, without line breaks
   */
  void send(byte[] message);

  /**
   * Adds a field to the head of the answer, as long as nothing of it is sent; does nothing where
   * answers have no head.
   *
   * @param value visible ASCII
   */
  default void header(String name, String value) {}

  /**
   * Sends a message as {@link #send} does, with more of an event around it where the transport has
   * events.
   */
  default void event(Event event) {
    if (event.message().length > 0) {
      send(event.message());
    }
  }

  /**
   * A server-sent event.
   *
   * @param type null for an ordinary message
   * @param id null for one that cannot be resumed from
   * @param retry milliseconds after which to connect again, or null
   * @param message its data, without line breaks; may be empty
   */
  record Event(@Nullable String type, @Nullable String id, @Nullable Long retry, byte[] message) {}

  /** Ends an event stream without a response, and the exchange with it. */
  default void hangUp() {}

  /**
   * Whether the peer reads as fast as it is written to. While it does not, what can wait or be
   * merged should not be sent; {@link Exchange#drained()} tells when it does again.
   */
  boolean writable();

  /**
   * Ends the exchange with a response.
   *
   * @param response one JSON-RPC response in UTF-8, without line breaks
   * @param status the HTTP status, for a transport that can still choose one
   */
  void end(byte[] response, int status);

  /**
   * Ends the exchange with a response in two parts, of which the second is shared with other
   * replies: it must not be changed and need not be copied.
   */
  default void end(byte[] head, byte[] shared, int status) {
    byte[] response = Arrays.copyOf(head, head.length + shared.length);
    System.arraycopy(shared, 0, response, head.length, shared.length);
    end(response, status);
  }

  /**
   * Starts a call on a virtual thread of its own, soon if not at once: a transport that takes in
   * many requests in a row may start their calls together.
   */
  default void launch(Runnable call) {
    Thread.startVirtualThread(call);
  }

  /** Ends the exchange without a response: a notification was taken in. */
  void accepted();
}
