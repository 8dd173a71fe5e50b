package dev.waybill.app;

import dev.waybill.tasks.TaskAdmin;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore.Tally;
import dev.waybill.tasks.TaskStoreException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code waybill tasks watch}. */
@Command(
    name = "watch",
    description =
        "Shows tasks live: a table on a terminal, elsewhere one line a change. Ctrl-C ends it.")
final class TasksWatch extends TasksVerb {
  private static final int LOOKED_AT = 200;
  private static final int LINES_AROUND = 4;
  private static final String HOME = "\u001b[H";
  private static final String CLEAR = "\u001b[2J";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  @Mixin private TaskSelection selection = new TaskSelection();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = Age.class,
      defaultValue = "1s",
      description = "How often to look where no news comes (default: 1s)")
  private Duration interval = Duration.ofSeconds(1);

  @Override
  void check() {
    if (interval.compareTo(Duration.ofMillis(100)) < 0) {
      throw usage("--interval must be at least 100ms");
    }
  }

  @Override
  int run(OpenedStore opened) throws InterruptedException {
    Semaphore news = new Semaphore(0);
    // Heard until the backplane is closed, together with the store.
    var unused = opened.tasks().listen(taskId -> news.release());
    follow(opened, news);
    return DONE;
  }

  /** Until nobody reads what is written, or the process is ended. */
  private void follow(OpenedStore opened, Semaphore news) throws InterruptedException {
    TaskAdmin admin = opened.admin(Optional.empty());
    TaskChanges changes = new TaskChanges(admin, selection.filter(), LOOKED_AT);
    Optional<Terminal> terminal = isJson() ? Optional.empty() : Terminal.standardOutput();
    terminal.ifPresent(t -> out().print(CLEAR));
    boolean away = false;
    while (!out().checkError()) {
      try {
        if (terminal.isPresent()) {
          changes.look();
          draw(opened, admin, changes, terminal.get());
        } else {
          changes.look().forEach(this::tell);
        }
        away = false;
      } catch (TaskStoreException e) {
        if (!away) {
          error(problem(e) + "; trying again");
        }
        away = true;
      }
      // News come in bursts: what comes while we look or draw is one more look.
      if (news.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        TimeUnit.MILLISECONDS.sleep(100);
        news.drainPermits();
      }
    }
  }

  private void tell(TaskChanges.Change change) {
    TaskRow task = change.task();
    boolean gone = change.after().isEmpty();
    if (isJson()) {
      ObjectNode line = TaskText.json(task);
      change
          .before()
          .filter(before -> before.status() != task.status())
          .ifPresent(before -> line.put("was", before.status().wireName()));
      print(line.put("removed", gone));
    } else {
      print(
          "%s  %s  %-14s  %s  %s"
              .formatted(
                  LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
                  task.id(),
                  gone ? "removed" : TaskText.state(task),
                  task.tool(),
                  task.state().message().orElse(""))
              .stripTrailing());
    }
  }

  private void draw(OpenedStore opened, TaskAdmin admin, TaskChanges changes, Terminal terminal) {
    StringBuilder head = new StringBuilder(opened.url().toString());
    Map<TaskStatus, Tally> tally = admin.tally();
    tally.forEach((status, its) ->
        head.append("   ").append(status.wireName()).append(' ').append(its.count()));
    head.append("   in queue ").append(admin.queued());
    TextTable table = table(TaskText.LIVE_HEADS);
    changes.seen().stream()
        .limit(terminal.rows() - LINES_AROUND)
        .forEach(task -> table.row(task.status(), TaskText.liveCells(task)));
    StringBuilder screen = new StringBuilder(HOME);
    line(screen, Printable.of(TextTable.cut(head.toString(), terminal.columns() - 1)));
    line(screen, "");
    table.lines().forEach(text -> line(screen, text));
    out().print(screen.append(CLEAR_BELOW));
    out().flush();
  }

  private static void line(StringBuilder screen, String text) {
    screen.append(text).append(CLEAR_LINE).append('\n');
  }
}
