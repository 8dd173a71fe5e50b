package dev.waybill.app;

import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStore.Position;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill tasks list}. */
@Command(name = "list", description = "Lists tasks, latest first.")
final class TasksList extends TasksVerb {
  private static final int MAX_LIMIT = 10_000;

  @Mixin private TaskSelection selection = new TaskSelection();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most (default: 50)")
  private int limit;

  @Option(
      names = "--after",
      paramLabel = "PLACE",
      description = "Goes on behind this place, which the page before ended with")
  private @Nullable String after;

  @Override
  void check() {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw usage("--limit must be from 1 to " + MAX_LIMIT + ", was " + limit);
    }
    place();
  }

  @Override
  int run(OpenedStore opened) {
    // One more tells whether there are more.
    List<TaskRow> found =
        opened.admin(Optional.empty()).list(selection.filter(), place(), limit + 1);
    List<TaskRow> page = found.subList(0, Math.min(limit, found.size()));
    Optional<String> next =
        found.size() > limit ? Optional.of(text(Position.of(page.getLast()))) : Optional.empty();
    if (isJson()) {
      ObjectNode document = object();
      ArrayNode tasks = document.putArray("tasks");
      page.forEach(task -> tasks.add(TaskText.json(task)));
      next.ifPresent(place -> document.put("next", place));
      print(document);
    } else if (page.isEmpty()) {
      print("No tasks");
    } else {
      TextTable table = table(TaskText.HEADS);
      page.forEach(task -> table.row(task.status(), TaskText.cells(task)));
      print(table);
      next.ifPresent(place -> print("More: --after " + place));
    }
    return DONE;
  }

  private static String text(Position place) {
    return place.created() + "/" + place.id();
  }

  private Optional<Position> place() {
    if (after == null) {
      return Optional.empty();
    }
    int slash = after.indexOf('/');
    try {
      return Optional.of(
          new Position(
              Instant.parse(after.substring(0, Math.max(slash, 0))), after.substring(slash + 1)));
    } catch (DateTimeParseException e) {
      throw usage("--after is no place in a list; give what 'More: --after' said");
    }
  }
}
