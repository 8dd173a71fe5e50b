package dev.waybill.tasks;

import java.time.Duration;
import java.util.Optional;

/**
 * Which tasks an operator asks for; what is empty is not asked.
 *
 * @param age how long ago they were created, at least
 */
public record TaskFilter(
    Optional<TaskStatus> status,
    Optional<String> tool,
    Optional<String> principal,
    Optional<Duration> age) {

  /** All tasks. */
  public static final TaskFilter ALL =
      new TaskFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether a task is among them. */
  public boolean matches(TaskRow task) {
    return status.filter(s -> s != task.status()).isEmpty()
        && tool.filter(t -> !t.equals(task.tool())).isEmpty()
        && principal.filter(p -> !p.equals(task.principal())).isEmpty()
        && age.filter(a -> task.times().age().compareTo(a) < 0).isEmpty();
  }
}
