package dev.waybill.tasks;

/**
 * The right to run a task for a while.
 *
 * @param token grows with every claim of the task: whoever holds a smaller one lost it
 */
public record Lease(String taskId, String worker, long token) {}
