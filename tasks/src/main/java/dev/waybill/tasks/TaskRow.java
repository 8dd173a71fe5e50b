package dev.waybill.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A task as a store has it; times are the store's.
 *
 * @param outcome a result or an error, once it is completed or failed
 * @param attempts how many attempts failed
 * @param cancelRequested whether the worker that runs it is to stop
 * @param age how long ago it was created, by the store's clock
 * @param overdue whether its deadline has passed
 * @param expired whether its time to live is over
 */
public record TaskRow(
    String id,
    String principal,
    String tool,
    byte[] payload,
    TaskStatus status,
    Optional<String> statusMessage,
    Optional<byte[]> outcome,
    Instant createdAt,
    Instant updatedAt,
    Duration ttl,
    int attempts,
    boolean cancelRequested,
    Duration age,
    boolean overdue,
    boolean expired) {}
