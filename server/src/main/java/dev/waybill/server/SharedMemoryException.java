package dev.waybill.server;

/** What the workers remember together could not be reached; trying again later may help. */
public final class SharedMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SharedMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
