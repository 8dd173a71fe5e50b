package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import dev.waybill.tasks.TaskRow;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill tasks show}. */
@Command(name = "show", description = "Shows a task with its journal; values are left out.")
final class TasksShow extends TasksVerb {
  @Parameters(paramLabel = "ID", description = "The task")
  private String id = "";

  @Override
  int run(OpenedStore opened) {
    Optional<TaskAdmin.Shown> shown = opened.admin(keys()).show(id);
    if (shown.isEmpty()) {
      error("there is no task " + id);
      return NOTHING_DONE;
    }
    if (isJson()) {
      print(json(shown.get()));
    } else {
      tell(shown.get());
    }
    return DONE;
  }

  private void tell(TaskAdmin.Shown shown) {
    TaskRow task = shown.task();
    TextTable table = table("TASK", task.id());
    table.row(task.status(), "state", TaskText.state(task));
    task.state().message().ifPresent(message -> table.row("message", message));
    table
        .row("tool", task.tool())
        .row("principal", TaskText.principal(task))
        .row("created", task.times().created() + ", " + Age.text(task.times().age()) + " ago")
        .row("updated", task.times().updated().toString())
        .row("kept for", Age.text(task.times().ttl()) + " from its creation");
    task.times()
        .deadline()
        .ifPresent(limit -> table.row("deadline", Age.text(limit) + " from its creation"));
    table.row("failed runs", Integer.toString(task.state().attempts()));
    task.state().worker().ifPresent(worker -> table.row("worker", worker));
    table
        .row("call", redacted(shown.payloadBytes()))
        .row("outcome", shown.outcomeBytes() == 0 ? "none yet" : redacted(shown.outcomeBytes()));
    print(table);
    print("");
    TextTable journal = table("JOURNAL", "KIND", "VALUE");
    for (TaskAdmin.Line line : shown.journal()) {
      journal.row(line.key(), kind(line), line.open() ? "no answer yet" : redacted(line.bytes()));
    }
    if (shown.journal().isEmpty()) {
      journal.row("(empty)", "", "");
    }
    print(journal);
  }

  private static String redacted(int bytes) {
    return "(" + bytes + " bytes)";
  }

  private static String kind(TaskAdmin.Line line) {
    return line.kind().map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse("sealed");
  }

  private static ObjectNode json(TaskAdmin.Shown shown) {
    ObjectNode json = TaskText.json(shown.task());
    json.put("callBytes", shown.payloadBytes());
    json.put("outcomeBytes", shown.outcomeBytes());
    ArrayNode journal = json.putArray("journal");
    for (TaskAdmin.Line line : shown.journal()) {
      ObjectNode entry = journal.addObject().put("key", line.key());
      line.kind().ifPresent(kind -> entry.put("kind", kind.name().toLowerCase(Locale.ROOT)));
      entry.put("bytes", line.bytes()).put("open", line.open());
    }
    return json;
  }
}
