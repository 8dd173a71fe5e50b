package dev.waybill.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task of the {@link InMemoryTaskStore}, which guards it. */
final class InMemoryTask {
  final NewTask task;
  final Instant createdAt;
  final Map<String, byte[]> journal = new LinkedHashMap<>();
  final Map<String, byte[]> questions = new LinkedHashMap<>();
  TaskStatus status = TaskStatus.WORKING;
  Instant updatedAt;
  Instant due;
  Optional<String> message = Optional.empty();
  Optional<byte[]> outcome = Optional.empty();
  @Nullable String worker;
  @Nullable Instant leasedUntil;
  long token;
  int attempts;
  boolean cancelRequested;
  Duration ttl;
  Optional<Duration> deadline;

  InMemoryTask(NewTask task, Instant now) {
    this.task = task;
    this.createdAt = now;
    this.updatedAt = now;
    this.due = now;
    this.ttl = task.terms().ttl();
    this.deadline = task.terms().deadline();
    task.journal().forEach(row -> journal.put(row.key(), row.payload()));
  }

  void release() {
    worker = null;
    leasedUntil = null;
  }

  Lease lease(String holder, Instant until) {
    worker = holder;
    leasedUntil = until;
    token++;
    return new Lease(task.id(), holder, token);
  }

  boolean leased(Instant now) {
    return leasedUntil != null && leasedUntil.isAfter(now);
  }

  boolean isDue(Instant now) {
    return switch (status) {
      case WORKING -> !due.isAfter(now) && !leased(now);
      case INPUT_REQUIRED -> overdue(now);
      case COMPLETED, FAILED, CANCELLED -> false;
    };
  }

  boolean overdue(Instant now) {
    return deadline.filter(limit -> !createdAt.plus(limit).isAfter(now)).isPresent();
  }

  TaskStore.Claimed claim(String holder, Instant now, Duration lease) {
    boolean interrupted = worker != null;
    status = TaskStatus.WORKING;
    questions.clear();
    // It may have been taken before its time: should its worker be lost, that is over.
    due = due.isAfter(now) ? now : due;
    Lease held = lease(holder, now.plus(lease));
    return new TaskStore.Claimed(row(now), held, interrupted);
  }

  TaskRow row(Instant now) {
    return new TaskRow(
        task.id(),
        task.principal(),
        task.tool(),
        task.payload(),
        new TaskRow.State(
            status, message, outcome, attempts, Optional.ofNullable(worker), cancelRequested),
        new TaskRow.Times(
            createdAt, updatedAt, due, Duration.between(createdAt, now), ttl, deadline));
  }

  void end(TaskStatus to, Optional<byte[]> result, Optional<String> text, Instant now) {
    status = to;
    outcome = result;
    message = text.or(() -> message);
    questions.clear();
    release();
    updatedAt = now;
    Duration kept = Duration.between(createdAt, now).plus(task.terms().retention());
    ttl = ttl.compareTo(kept) < 0 ? kept : ttl;
  }
}
