/**
 * Durable tasks (extension {@code io.modelcontextprotocol/tasks}): a call that outlives its
 * request, its connection and its worker, because it is replayed from a journal in a {@link
 * dev.waybill.tasks.TaskStore}.
 *
 * <p>This room knows the server engine and the contracts of stores and backplanes. It must not know
 * any database, nor any transport.
 */
@NullMarked
package dev.waybill.tasks;

import org.jspecify.annotations.NullMarked;
