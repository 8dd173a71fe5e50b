package dev.waybill.tasks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
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
  private final Map<String, InMemoryTask> tasks = new LinkedHashMap<>();
  private final Map<String, String> byIdempotencyKey = new HashMap<>();

  /**
   * @param clock the store's time
   */
  public InMemoryTaskStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Created create(NewTask task) {
    Instant now = clock.instant();
    Optional<String> unique =
        task.terms()
            .idempotencyKey()
            .map(key -> task.principal() + '\n' + task.tool() + '\n' + key);
    TaskRow earlier =
        unique.map(byIdempotencyKey::get).map(tasks::get).map(t -> t.row(now)).orElse(null);
    if (earlier != null && !earlier.times().expired()) {
      return new Created(earlier, false, Optional.empty());
    }
    InMemoryTask stored = new InMemoryTask(task, now);
    tasks.put(task.id(), stored);
    unique.ifPresent(key -> byIdempotencyKey.put(key, task.id()));
    Optional<Lease> lease =
        task.owner().map(owner -> stored.lease(owner.worker(), now.plus(owner.lease())));
    return new Created(stored.row(now), true, lease);
  }

  @Override
  public synchronized Optional<TaskRow> find(String id) {
    return Optional.ofNullable(tasks.get(id)).map(stored -> stored.row(clock.instant()));
  }

  @Override
  public synchronized List<JournalRow> journal(String id) {
    InMemoryTask stored = tasks.get(id);
    return stored == null
        ? List.of()
        : stored.journal.entrySet().stream()
            .map(entry -> new JournalRow(entry.getKey(), entry.getValue()))
            .toList();
  }

  @Override
  public synchronized Map<String, byte[]> questions(String id) {
    InMemoryTask stored = tasks.get(id);
    return stored == null ? Map.of() : new LinkedHashMap<>(stored.questions);
  }

  @Override
  public synchronized List<Claimed> claim(
      String worker, int max, Duration lease, Map<String, Integer> room) {
    Instant now = clock.instant();
    List<InMemoryTask> due =
        tasks.values().stream()
            .filter(t -> t.isDue(now))
            .sorted(
                Comparator.comparingInt((InMemoryTask t) -> -t.task.terms().priority())
                    .thenComparing(t -> t.due))
            .toList();
    Map<String, Integer> left = new HashMap<>(room);
    List<Claimed> claimed = new ArrayList<>();
    for (InMemoryTask stored : due) {
      if (claimed.size() == max) {
        break;
      }
      Integer free = left.computeIfPresent(stored.task.tool(), (tool, n) -> n - 1);
      if (free != null && free < 0) {
        continue;
      }
      claimed.add(stored.claim(worker, now, lease));
    }
    return claimed;
  }

  @Override
  public synchronized Optional<Claimed> take(String id, String worker, Duration lease) {
    return Optional.ofNullable(tasks.get(id))
        .filter(stored -> !stored.status.isTerminal())
        .map(stored -> stored.claim(worker, clock.instant(), lease));
  }

  private @Nullable InMemoryTask held(Lease lease) {
    InMemoryTask stored = tasks.get(lease.taskId());
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
      InMemoryTask stored = held(one);
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
    InMemoryTask stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.journal.put(key, payload);
    return true;
  }

  @Override
  public synchronized boolean report(String id, String statusMessage) {
    InMemoryTask stored = tasks.get(id);
    if (stored == null || stored.status.isTerminal()) {
      return false;
    }
    stored.message = Optional.of(statusMessage);
    stored.updatedAt = clock.instant();
    return true;
  }

  @Override
  public synchronized boolean report(Lease lease, String statusMessage) {
    return held(lease) != null && report(lease.taskId(), statusMessage);
  }

  @Override
  public synchronized boolean park(Lease lease, Map<String, byte[]> questions) {
    InMemoryTask stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.questions.clear();
    stored.questions.putAll(questions);
    stored.release();
    if (stored.cancelRequested) {
      stored.end(TaskStatus.CANCELLED, Optional.empty(), Optional.empty(), clock.instant());
    } else {
      stored.status = TaskStatus.INPUT_REQUIRED;
      stored.updatedAt = clock.instant();
    }
    return true;
  }

  @Override
  public synchronized boolean postpone(
      Lease lease, Duration delay, Optional<String> statusMessage, boolean failed) {
    InMemoryTask stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.release();
    stored.attempts += failed ? 1 : 0;
    Instant wanted = clock.instant().plus(delay);
    stored.due =
        stored
            .deadline
            .map(stored.createdAt::plus)
            .filter(limit -> limit.isBefore(wanted))
            .orElse(wanted);
    stored.updatedAt = clock.instant();
    if (statusMessage.isPresent()) {
      stored.message = statusMessage;
    }
    if (stored.cancelRequested) {
      stored.end(TaskStatus.CANCELLED, Optional.empty(), Optional.empty(), clock.instant());
    }
    return true;
  }

  @Override
  public synchronized boolean settle(
      Lease lease, TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage) {
    InMemoryTask stored = held(lease);
    if (stored == null) {
      return false;
    }
    stored.end(status, outcome, statusMessage, clock.instant());
    return true;
  }

  @Override
  public synchronized Set<String> answer(String id, Map<String, byte[]> answers) {
    InMemoryTask stored = tasks.get(id);
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
    InMemoryTask stored = tasks.get(id);
    if (stored == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (!stored.status.isTerminal()) {
      if (stored.leased(now)) {
        stored.cancelRequested = true;
      } else {
        stored.end(TaskStatus.CANCELLED, Optional.empty(), Optional.empty(), clock.instant());
      }
    }
    return Optional.of(stored.row(now));
  }

  @Override
  public synchronized Set<String> cancelRequests(String worker) {
    Set<String> requested = new HashSet<>();
    for (InMemoryTask stored : tasks.values()) {
      if (stored.cancelRequested && worker.equals(stored.worker)) {
        requested.add(stored.task.id());
      }
    }
    return requested;
  }

  @Override
  public synchronized int sweep(int max, Duration grace) {
    Instant now = clock.instant();
    List<InMemoryTask> expired =
        tasks.values().stream()
            .filter(t -> !t.createdAt.plus(t.ttl).plus(grace).isAfter(now))
            .limit(max)
            .toList();
    expired.forEach(this::remove);
    return expired.size();
  }

  private void remove(InMemoryTask stored) {
    tasks.remove(stored.task.id());
    byIdempotencyKey.values().remove(stored.task.id());
  }

  @Override
  public synchronized long queued() {
    Instant now = clock.instant();
    return tasks.values().stream().filter(t -> t.isDue(now)).count();
  }

  @Override
  public synchronized List<TaskRow> list(TaskFilter filter, Optional<Position> after, int max) {
    Instant now = clock.instant();
    Comparator<TaskRow> order =
        Comparator.comparing((TaskRow t) -> t.times().created())
            .thenComparing(TaskRow::id)
            .reversed();
    return tasks.values().stream()
        .map(stored -> stored.row(now))
        .filter(filter::matches)
        .filter(t -> after.isEmpty() || isBehind(t, after.get()))
        .sorted(order)
        .limit(max)
        .map(TaskRow::bare)
        .toList();
  }

  private static boolean isBehind(TaskRow task, Position place) {
    int time = task.times().created().compareTo(place.created());
    return time < 0 || (time == 0 && task.id().compareTo(place.id()) < 0);
  }

  @Override
  public synchronized Map<TaskStatus, Tally> tally() {
    Map<TaskStatus, Tally> tally = new EnumMap<>(TaskStatus.class);
    for (InMemoryTask stored : tasks.values()) {
      Tally one = new Tally(1, Duration.between(stored.createdAt, clock.instant()));
      tally.merge(
          stored.status,
          one,
          (sum, next) ->
              new Tally(
                  sum.count() + 1,
                  sum.oldest().compareTo(next.oldest()) < 0 ? next.oldest() : sum.oldest()));
    }
    return tally;
  }

  @Override
  public synchronized boolean retry(String id) {
    InMemoryTask stored = tasks.get(id);
    if (stored == null) {
      return false;
    }
    Instant now = clock.instant();
    return switch (stored.status) {
      case WORKING -> {
        boolean waits = stored.worker == null && stored.due.isAfter(now);
        stored.due = waits ? now : stored.due;
        yield waits;
      }
      case INPUT_REQUIRED, COMPLETED -> false;
      case FAILED, CANCELLED -> {
        Duration age = Duration.between(stored.createdAt, now);
        stored.status = TaskStatus.WORKING;
        stored.outcome = Optional.empty();
        stored.message = Optional.empty();
        stored.attempts = 0;
        stored.cancelRequested = false;
        stored.due = now;
        stored.updatedAt = now;
        stored.ttl = age.plus(stored.task.terms().ttl());
        stored.deadline = stored.task.terms().deadline().map(age::plus);
        yield true;
      }
    };
  }

  @Override
  public synchronized boolean purge(String id) {
    InMemoryTask stored = tasks.get(id);
    if (stored == null || !stored.status.isTerminal()) {
      return false;
    }
    remove(stored);
    return true;
  }

  @Override
  public void close() {}
}
