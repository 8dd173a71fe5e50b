package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What changes among the tasks of a store from one look to the next. Looks at the latest tasks and
 * at those that have not ended, so many of each at most; of the tasks that it knows to be open,
 * none is lost sight of before it ended.
 */
final class TaskChanges {
  private final TaskAdmin admin;
  private final TaskFilter filter;
  private final int limit;
  private Map<String, TaskRow> known = Map.of();
  private Instant latest = Instant.MAX;

  TaskChanges(TaskAdmin admin, TaskFilter filter, int limit) {
    this.admin = admin;
    this.filter = filter;
    this.limit = limit;
  }

  /**
   * A task that is different from what it was.
   *
   * @param before absent for one that was not seen before
   * @param after absent for one that was removed
   */
  record Change(Optional<TaskRow> before, Optional<TaskRow> after) {
    TaskRow task() {
      return after.or(() -> before).orElseThrow();
    }
  }

  /** What changed since the last look, oldest task first; at the first look, what is open. */
  List<Change> look() {
    Map<String, TaskRow> now = new HashMap<>();
    for (TaskFilter part : parts()) {
      admin.list(part, Optional.empty(), limit).forEach(task -> now.put(task.id(), task));
    }
    List<Change> changes = new ArrayList<>();
    for (TaskRow before : known.values()) {
      if (!now.containsKey(before.id()) && !before.status().isTerminal()) {
        Optional<TaskRow> after = admin.show(before.id()).map(TaskAdmin.Shown::task);
        after.ifPresentOrElse(
            task -> now.put(task.id(), task),
            () -> changes.add(new Change(Optional.of(before), Optional.empty())));
      }
    }
    for (TaskRow task : now.values()) {
      Optional<TaskRow> before = Optional.ofNullable(known.get(task.id()));
      if (before.isPresent() ? differs(before.get(), task) : isNews(task)) {
        changes.add(new Change(before, Optional.of(task)));
      }
    }
    known = now;
    latest =
        now.values().stream()
            .map(task -> task.times().created())
            .max(Comparator.naturalOrder())
            .orElse(latest.equals(Instant.MAX) ? Instant.MIN : latest);
    changes.sort(
        Comparator.comparing((Change c) -> c.task().times().created())
            .thenComparing(c -> c.task().id()));
    return changes;
  }

  /** What the last look saw: open tasks before ended ones, the latest first. */
  Collection<TaskRow> seen() {
    Map<String, TaskRow> sorted = new LinkedHashMap<>();
    known.values().stream()
        .sorted(
            Comparator.comparing((TaskRow task) -> task.status().isTerminal())
                .thenComparing(task -> task.times().created(), Comparator.reverseOrder())
                .thenComparing(TaskRow::id))
        .forEach(task -> sorted.put(task.id(), task));
    return sorted.values();
  }

  private Set<TaskFilter> parts() {
    return filter.status().isPresent()
        ? Set.of(filter)
        : Set.of(filter, in(TaskStatus.WORKING), in(TaskStatus.INPUT_REQUIRED));
  }

  private TaskFilter in(TaskStatus status) {
    return new TaskFilter(Optional.of(status), filter.tool(), filter.principal(), filter.age());
  }

  /** An ended task that comes into sight only because others were removed is no news. */
  private boolean isNews(TaskRow task) {
    return !task.status().isTerminal() || !task.times().created().isBefore(latest);
  }

  private static boolean differs(TaskRow before, TaskRow after) {
    return before.status() != after.status()
        || before.state().attempts() != after.state().attempts()
        || before.state().cancelRequested() != after.state().cancelRequested()
        || !before.state().message().equals(after.state().message())
        || !before.state().worker().equals(after.state().worker());
  }
}
