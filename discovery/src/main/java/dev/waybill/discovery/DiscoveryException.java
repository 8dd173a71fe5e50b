package dev.waybill.discovery;

/**
 * A document that cannot be used, or that cannot be had: the message says which one, what was wrong
 * with it and what was expected. It never holds a value that was marked as secret.
 */
public final class DiscoveryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DiscoveryException(String message) {
    super(message);
  }

  public DiscoveryException(String message, Throwable cause) {
    super(message, cause);
  }
}
