package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;

/**
 * Stands around the handling of every request except {@code subscriptions/listen}: to measure, to
 * audit, to refuse. Runs on the call's virtual thread. With an interceptor, lists are no longer
 * answered from bytes prepared once.
 */
@FunctionalInterface
public interface Interceptor {
  /**
   * Returns {@code next.proceed()}, or an outcome of its own.
   *
   * @throws dev.waybill.protocol.McpException to refuse, as {@link Outcome.Failed} does
   */
  Outcome intercept(ClientRequest request, Principal principal, Next next);

  /** What comes after an interceptor. */
  @FunctionalInterface
  interface Next {
    Outcome proceed();
  }
}
