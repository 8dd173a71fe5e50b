package dev.waybill.client;

/**
 * A request was refused unread, in a way in which servers of the era that was found do not refuse:
 * maybe another server answers there by now.
 */
final class EraDoubt extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final McpClientException failure;

  EraDoubt(McpClientException failure) {
    super("the server may speak another era by now", null, false, false);
    this.failure = failure;
  }

  /** What the request came to, if the era is still the same. */
  McpClientException failure() {
    return failure;
  }
}
