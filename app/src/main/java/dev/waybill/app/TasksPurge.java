package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore.Position;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill tasks purge}. */
@Command(
    name = "purge",
    description = "Removes tasks that have ended: those named, or all that are selected.")
final class TasksPurge extends TasksOfIds {
  private static final int PAGE = 500;

  @Parameters(arity = "0..*", paramLabel = "ID", description = "The tasks")
  private List<String> ids = List.of();

  @Mixin private TaskSelection selection = new TaskSelection();

  @Option(names = "--yes", description = "Removes what is selected, instead of counting it")
  private boolean yes;

  @Override
  void check() {
    TaskFilter filter = selection.filter();
    if (ids.isEmpty() == filter.equals(TaskFilter.ALL)) {
      throw usage("name either the tasks, or some of --state, --tool, --principal and --older");
    }
    if (filter.status().filter(status -> !status.isTerminal()).isPresent()) {
      throw usage("only tasks that have ended can be removed; cancel the others first");
    }
  }

  @Override
  int run(OpenedStore opened) {
    return ids.isEmpty() ? selected(opened.admin(Optional.empty())) : each(opened, ids);
  }

  @Override
  Outcome one(TaskAdmin admin, String id) {
    if (admin.purge(id)) {
      return new Outcome(true, "is removed");
    }
    return admin
        .show(id)
        .map(shown ->
            new Outcome(
                false, "is " + TaskText.state(shown.task()) + ": cancel it before it is removed"))
        .orElse(Outcome.UNKNOWN);
  }

  private int selected(TaskAdmin admin) {
    long[] count = new long[1];
    walk(
        admin,
        task -> {
          if (!yes || admin.purge(task.id())) {
            count[0]++;
          }
        });
    if (isJson()) {
      print(object().put(yes ? "removed" : "selected", count[0]));
    } else if (yes) {
      print("Removed: " + count[0]);
    } else {
      print("Would be removed: " + count[0] + ". Say --yes to do it.");
    }
    return yes && count[0] > 0 ? DONE : NOTHING_DONE;
  }

  private void walk(TaskAdmin admin, Consumer<TaskRow> action) {
    TaskFilter filter = selection.filter();
    List<TaskStatus> ended =
        filter
            .status()
            .map(List::of)
            .orElseGet(
                () -> Arrays.stream(TaskStatus.values()).filter(TaskStatus::isTerminal).toList());
    for (TaskStatus status : ended) {
      TaskFilter one =
          new TaskFilter(Optional.of(status), filter.tool(), filter.principal(), filter.age());
      Optional<Position> after = Optional.empty();
      List<TaskRow> page;
      do {
        page = admin.list(one, after, PAGE);
        page.forEach(action);
        after = page.isEmpty() ? after : Optional.of(Position.of(page.getLast()));
      } while (page.size() == PAGE);
    }
  }
}
