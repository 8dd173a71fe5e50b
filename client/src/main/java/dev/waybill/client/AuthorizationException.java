package dev.waybill.client;

import java.io.Serial;

/**
 * Thrown by an {@link Authorizer} that cannot give a request its authorization. The message says
 * which server it was for, what happened and what to do; it never holds a credential.
 */
public class AuthorizationException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  public AuthorizationException(String message) {
    super(message);
  }
}
