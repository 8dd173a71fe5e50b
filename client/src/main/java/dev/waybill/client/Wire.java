package dev.waybill.client;

import tools.jackson.databind.node.ObjectNode;

/** Carries requests of any number of threads to one server, and their answers back. */
interface Wire extends AutoCloseable {
  /**
   * Sends a request and waits for its response. Whatever ends the wait early (time, an interrupt)
   * cancels the request at the server in the way of the transport.
   *
   * @return the whole JSON-RPC response, its id checked
   */
  ObjectNode exchange(Envelope request, Listener listener, Patience patience, Where where);

  /** Whether requests still reach the server; a wire that is not open never is again. */
  boolean isOpen();

  /** Releases everything; calls in flight end with {@link McpClientException.Cancelled}. */
  @Override
  void close();
}
