package dev.waybill.http;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Principal;

/**
 * Tells on whose behalf a request is made, from its HTTP headers. It is asked on a virtual thread
 * for every request, once the request has arrived in full, so it may block.
 */
@FunctionalInterface
public interface Authenticator {

  /** Takes everyone as {@link Principal#ANONYMOUS}; the default. */
  Authenticator ANONYMOUS = headers -> Principal.ANONYMOUS;

  /**
   * @return who sent the request
   * @throws McpException {@link ErrorCode#UNAUTHORIZED} (401) without valid credentials, {@link
   *     ErrorCode#FORBIDDEN} (403) when they do not suffice
   */
  Principal authenticate(Headers headers);

  /**
   * The {@code WWW-Authenticate} header that goes with a refusal (RFC 9110 section 11.6.1); {@code
   * Bearer} unless overridden.
   */
  default String challenge(McpException refusal) {
    return "Bearer";
  }
}
