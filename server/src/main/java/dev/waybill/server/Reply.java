package dev.waybill.server;

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
   * Starts a call on a virtual thread of its own, soon if not at once: a transport that takes in
   * many requests in a row may start their calls together.
   */
  default void launch(Runnable call) {
    Thread.startVirtualThread(call);
  }

  /** Ends the exchange without a response: a notification was taken in. */
  void accepted();
}
