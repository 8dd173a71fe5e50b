package dev.waybill.tasks;

import org.jspecify.annotations.Nullable;

/**
 * A task store could not be reached, or did not answer in time: what was asked for may have
 * happened or not.
 */
public final class TaskStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TaskStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
