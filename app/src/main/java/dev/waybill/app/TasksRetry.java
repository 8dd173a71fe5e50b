package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code waybill tasks retry}. */
@Command(
    name = "retry",
    description =
        "Runs tasks that failed, were cancelled or wait for their time, now; finished steps are"
            + " not run again.")
final class TasksRetry extends TasksOfIds {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "The tasks")
  private List<String> ids = List.of();

  @Override
  int run(OpenedStore opened) {
    return each(opened, ids);
  }

  @Override
  Outcome one(TaskAdmin admin, String id) {
    if (admin.retry(id)) {
      return new Outcome(true, "is due now");
    }
    return admin
        .show(id)
        .map(shown ->
            new Outcome(
                false, "is " + TaskText.state(shown.task()) + ": there is nothing to try again"))
        .orElse(Outcome.UNKNOWN);
  }
}
