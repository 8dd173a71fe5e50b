package dev.waybill.tasks;

/** Too many tasks wait to be run; nothing was stored. */
public final class QueueFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public QueueFullException(int limit) {
    super("Too many tasks wait to be run: " + limit + " already");
  }
}
