package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import dev.waybill.tasks.TaskRow;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code waybill tasks cancel}. */
@Command(name = "cancel", description = "Cancels tasks; those that run are interrupted.")
final class TasksCancel extends TasksOfIds {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "The tasks")
  private List<String> ids = List.of();

  @Override
  int run(OpenedStore opened) {
    return each(opened, ids);
  }

  @Override
  Outcome one(TaskAdmin admin, String id) {
    Optional<TaskRow> before = admin.show(id).map(TaskAdmin.Shown::task);
    if (before.filter(task -> task.status().isTerminal()).isPresent()) {
      return new Outcome(false, "had ended: " + before.get().status().wireName());
    }
    return admin
        .cancel(id)
        .map(after ->
            new Outcome(
                true,
                after.status().isTerminal()
                    ? "is " + after.status().wireName()
                    : "is asked to stop"))
        .orElse(Outcome.UNKNOWN);
  }
}
