package dev.waybill.server;

/**
 * Hears of every request, so that operators see which revisions of the protocol are still in use.
 * Called on the transport's threads: it must be quick and must not throw.
 */
@FunctionalInterface
public interface RequestCounter {
  /**
   * A request was admitted.
   *
   * @param revision of the protocol it was decoded by, such as {@code 2026-07-28}
   * @param method one the server knows
   */
  void request(String revision, String method);
}
