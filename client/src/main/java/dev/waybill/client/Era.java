package dev.waybill.client;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.SubscriptionFilter;
import tools.jackson.databind.node.ObjectNode;

/** What a server speaks, decided once. Nothing above it knows which it is. */
interface Era extends AutoCloseable {
  /**
   * One request, one result; whatever else it comes to is an {@link McpClientException}.
   *
   * @throws EraDoubt when the server refused it as one of another era would
   */
  ObjectNode request(Request request);

  /** What the server said of itself when the era was found. */
  DiscoverResult greeting();

  /**
   * Listens until the stream ends. Calls the listener on this thread: first with what is honoured,
   * then with each notification.
   *
   * @return whether the server ended it with a proper goodbye
   */
  boolean listen(SubscriptionFilter filter, CallOptions options, Hearing hearing);

  /** Whether the server can still be reached this way; when not, it has to be opened anew. */
  boolean isOpen();

  /** Whether tool parameters travel as headers too. */
  boolean mirrorsParameters();

  Where where(String method, String target);

  @Override
  void close();
}
