package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore.Tally;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill tasks stats}. */
@Command(
    name = "stats",
    description = "Counts the tasks in each state, with the age of the oldest, and those in queue.")
final class TasksStats extends TasksVerb {
  private static final Tally NONE = new Tally(0, Duration.ZERO);

  @Override
  int run(OpenedStore opened) {
    TaskAdmin admin = opened.admin(Optional.empty());
    Map<TaskStatus, Tally> tally = admin.tally();
    long queued = admin.queued();
    ObjectNode document = object();
    ObjectNode states = document.putObject("states");
    TextTable table = table("STATE", "TASKS", "OLDEST");
    for (TaskStatus status : TaskStatus.values()) {
      Tally its = tally.getOrDefault(status, NONE);
      ObjectNode state = states.putObject(status.wireName()).put("count", its.count());
      if (its.count() > 0) {
        state.put("oldestMs", its.oldest().toMillis());
      }
      table.row(
          status,
          status.wireName(),
          Long.toString(its.count()),
          its.count() == 0 ? "" : Age.text(its.oldest()));
    }
    document.put("queued", queued);
    if (isJson()) {
      print(document);
    } else {
      print(table);
      print("Due and run by no worker: " + queued);
    }
    return DONE;
  }
}
