package dev.waybill.tasks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store in memory, for tests: it outlives its workers, not its process. */
public final class InMemoryTaskStore implements TaskStore {
  private final InstantSource clock;
  private final int maxQueued;
  private final Map<String, Stored> tasks = new LinkedHashMap<>();
  private final Map<String, String> byIdempotencyKey = new HashMap<>();

  /**
   * @param clock the store's time
   * @param maxQueued how many unfinished tasks it takes
   */
  public InMemoryTaskStore(InstantSource clock, int maxQueued) {
    this.clock = clock;
    this.maxQueued = maxQueued;
  }

  private static final class Stored {
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

    Stored(NewTask task, Instant now) {
      this.task = task;
      this.createdAt = now;
      this.updatedAt = now;
      this.due = now;
      task.journal().forEach(row -> journal.put(row.key(), row.payload()));
    }

    void release() {
      worker = null;
      leasedUntil = null;
    }
  }

  @Override
  public synchronized Created create(NewTask task) {
    Instant now = clock.instant();
    Optional<String> unique =
        task.idempotencyKey().map(key -> task.principal() + '\n' + task.tool() + '\n' + key);
    Stored earlier = unique.map(byIdempotencyKey::get).map(tasks::get).orElse(null);
    if (earlier != null) {
      return new Created(row(earlier, now), false, Optional.empty());
    }
    if (tasks.values().stream().filter(t -> !t.status.isTerminal()).count() >= maxQueued) {
      throw new QueueFullException(maxQueued);
    }
    Stored stored = new Stored(task, now);
    tasks.put(task.id(), stored);
    unique.ifPresent(key -> byIdempotencyKey.put(key, task.id()));
    Optional<Lease> lease =
        task.owner()
            .map(owner -> {
              stored.worker = owner.worker();
              stored.leasedUntil = now.plus(owner.lease());
              stored.token = 1;
              return new Lease(task.id(), owner.worker(), 1);
            });
    return new Created(row(stored, now), true, lease);
  }

  @Override
  public synchronized Optional<TaskRow> find(String id) {
    return Optional.ofNullable(tasks.get(id)).map(stored -> row(stored, clock.instant()));
  }

  private static TaskRow row(Stored stored, Instant now) {
    Duration age = Duration.between(stored.createdAt, now);
    return new TaskRow(
        stored.task.id(),
        stored.task.principal(),
        stored.task.tool(),
        stored.task.payload(),
        stored.status,
        stored.message,
        stored.outcome,
        stored.createdAt,
        stored.updatedAt,
        stored.task.ttl(),
        stored.attempts,
        stored.cancelRequested,
        age,
        stored.task.deadline().filter(deadline -> age.compareTo(deadline) >= 0).isPresent(),
        age.compareTo(stored.task.ttl()) >= 0);
  }

  @Override
  public synchronized List<JournalRow> journal(String id) {
    Stored stored = tasks.get(id);
    return stored == null
        ? List.of()
        : stored.journal.entrySet().stream()
            .map(entry -> new JournalRow(entry.getKey(), entry.getValue()))
            .toList();
  }

  @Override
  public synchronized Map<String, byte[]> questions(String id) {
    Stored stored = tasks.get(id);
    return stored == null ? Map.of() : new LinkedHashMap<>(stored.questions);
  }

  @Override
  public synchronized List<Claimed> claim(
      String worker, int max, Duration lease, Set<String> except) {
    Instant now = clock.instant();
    List<Stored> due =
        tasks.values().stream()
            .filter(t -> t.status == TaskStatus.WORKING && !t.due.isAfter(now))
            .filter(t -> t.leasedUntil == null || !t.leasedUntil.isAfter(now))
            .filter(t -> !except.contains(t.task.tool()))
            .sorted(
                Comparator.comparingInt((Stored t) -> -t.task.priority()).thenComparing(t -> t.due))
            .limit(max)
            .toList();
    List<Claimed> claimed = new ArrayList<>();
    for (Stored stored : due) {
      boolean interrupted = stored.worker != null;
      stored.worker = worker;
      stored.leasedUntil = now.plus(lease);
      stored.token++;
      claimed.add(
          new Claimed(
              row(stored, now), new Lease(stored.task.id(), worker, stored.token), interrupted));
    }
    return claimed;
  }

  private @Nullable Stored held(Lease lease) {
    Stored stored = tasks.get(lease.taskId());
    return stored != null
            && stored.token == lease.token()
            && lease.worker().equals(stored.worker)
            && !stored.status.isTerminal()
        ? stored
        : null;
  }

  @Override
  public synchronized Set<String> renew(List<Lease> leases, Duration lease) {
    Set<String> lost = new HashSet<>();
    for (Lease one : leases) {
      Stored stored = held(one);
      if (stored == null) {
        lost.add(one.taskId());
      } else {
        stored.leasedUntil = clock.instant().plus(lease);
      }
    }
    return lost;
  }

  @Override
  public synchronized boolean record(Lease lease, String key, byte[] payload) {
    Stored stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.journal.put(key, payload);
    return true;
  }

  @Override
  public synchronized boolean report(Lease lease, String statusMessage) {
    Stored stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.message = Optional.of(statusMessage);
    stored.updatedAt = clock.instant();
    return true;
  }

  @Override
  public synchronized boolean park(Lease lease, Map<String, byte[]> questions) {
    Stored stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.questions.clear();
    stored.questions.putAll(questions);
    stored.release();
    if (stored.cancelRequested) {
      end(stored, TaskStatus.CANCELLED, Optional.empty(), Optional.empty());
    } else {
      stored.status = TaskStatus.INPUT_REQUIRED;
      stored.updatedAt = clock.instant();
    }
    return true;
  }

  @Override
  public synchronized boolean postpone(
      Lease lease, Duration delay, Optional<String> statusMessage, boolean failed) {
    Stored stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.release();
    stored.attempts += failed ? 1 : 0;
    stored.due = clock.instant().plus(delay);
    stored.updatedAt = clock.instant();
    if (statusMessage.isPresent()) {
      stored.message = statusMessage;
    }
    if (stored.cancelRequested) {
      end(stored, TaskStatus.CANCELLED, Optional.empty(), Optional.empty());
    }
    return true;
  }

  @Override
  public synchronized boolean settle(
      Lease lease, TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage) {
    Stored stored = held(lease);
    if (stored == null) {
      return false;
    }
    end(stored, status, outcome, statusMessage);
    return true;
  }

  private void end(
      Stored stored, TaskStatus status, Optional<byte[]> outcome, Optional<String> message) {
    stored.status = status;
    stored.outcome = outcome;
    if (message.isPresent()) {
      stored.message = message;
    }
    stored.questions.clear();
    stored.release();
    stored.updatedAt = clock.instant();
  }

  @Override
  public synchronized Set<String> answer(String id, Map<String, byte[]> answers) {
    Stored stored = tasks.get(id);
    Set<String> taken = new LinkedHashSet<>();
    if (stored == null || stored.status != TaskStatus.INPUT_REQUIRED) {
      return taken;
    }
    answers.forEach((key, payload) -> {
      if (stored.questions.remove(key) != null) {
        stored.journal.put(key, payload);
        taken.add(key);
      }
    });
    if (!taken.isEmpty()) {
      stored.updatedAt = clock.instant();
      if (stored.questions.isEmpty()) {
        stored.status = TaskStatus.WORKING;
        stored.due = clock.instant();
      }
    }
    return taken;
  }

  @Override
  public synchronized Optional<TaskRow> cancel(String id) {
    Stored stored = tasks.get(id);
    if (stored == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (!stored.status.isTerminal()) {
      boolean running = stored.leasedUntil != null && stored.leasedUntil.isAfter(now);
      if (running) {
        stored.cancelRequested = true;
      } else {
        end(stored, TaskStatus.CANCELLED, Optional.empty(), Optional.empty());
      }
    }
    return Optional.of(row(stored, now));
  }

  @Override
  public synchronized Set<String> cancelRequests(String worker) {
    Set<String> requested = new HashSet<>();
    for (Stored stored : tasks.values()) {
      if (stored.cancelRequested && worker.equals(stored.worker)) {
        requested.add(stored.task.id());
      }
    }
    return requested;
  }

  @Override
  public synchronized int sweep(int max, Duration grace) {
    Instant now = clock.instant();
    List<Stored> expired =
        tasks.values().stream()
            .filter(t -> !t.createdAt.plus(t.task.ttl()).plus(grace).isAfter(now))
            .limit(max)
            .toList();
    expired.forEach(stored -> tasks.remove(stored.task.id()));
    byIdempotencyKey.values().removeIf(id -> !tasks.containsKey(id));
    return expired.size();
  }

  @Override
  public void close() {}
}
