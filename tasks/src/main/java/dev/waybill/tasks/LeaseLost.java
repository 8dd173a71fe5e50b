package dev.waybill.tasks;

/**
 * Unwinds a handler whose task someone else runs by now; an error so that no handler catches it.
 */
final class LeaseLost extends Error {
  private static final long serialVersionUID = 1;

  LeaseLost(String taskId) {
    super("The lease of task " + taskId + " was lost", null, false, false);
  }
}
