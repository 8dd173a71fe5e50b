package dev.waybill.tasks;

/**
 * A task store could not be reached, or did not answer in time: what was asked for may have
 * happened or not.
 */
public final class TaskStoreException extends RuntimeException {
  public TaskStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
