package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jdbc.SqliteTaskStore;
import dev.waybill.protocol.Json;
import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What operators see and do, on a store that a worker has open too. */
class TasksCommandTest {
  private static final byte[] SECRET =
      "\u0000{\"said\":\"tangerine\"}".getBytes(StandardCharsets.UTF_8);
  private static final Duration LEASE = Duration.ofMinutes(5);

  @TempDir Path temp;
  private Path file;
  private TaskStore store;

  @BeforeEach
  void open_store() {
    file = temp.resolve("tasks.db");
    store = SqliteTaskStore.open(file);
  }

  @AfterEach
  void close_store() {
    store.close();
  }

  /** What a command printed and ended with. */
  private record Ended(int code, String out, String errors) {
    List<String> lines() {
      return out.lines().toList();
    }

    JsonNode json() {
      assertThat(out.strip()).doesNotContain("\n");
      return Json.mapper().readTree(out);
    }
  }

  private Ended tasks(String... arguments) {
    List<String> all = new ArrayList<>(List.of("tasks"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--store", file.toString()));
    return run(all.toArray(String[]::new));
  }

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line = WaybillCommand.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
    int code = line.execute(arguments);
    return new Ended(code, out.toString(), errors.toString());
  }

  private void create(String id, String tool, String principal) {
    store.create(
        new NewTask(
            id,
            principal,
            tool,
            SECRET,
            List.of(),
            new NewTask.Terms(
                0, Optional.empty(), Duration.ofHours(24), Duration.ofHours(1), Optional.empty()),
            Optional.empty()));
  }

  private Lease lease(String id) {
    return store.take(id, "worker-of-the-test", LEASE).orElseThrow().lease();
  }

  private void end(String id, TaskStatus status) {
    store.settle(lease(id), status, Optional.of(SECRET), Optional.of("it ended"));
  }

  @Test
  void tasks_are_listed_latest_first_and_selected_by_state_tool_principal_and_age() {
    create("first", "report", "alice");
    create("second", "deploy", "bob");
    create("third", "deploy", "");
    end("first", TaskStatus.FAILED);
    Ended all = tasks("list");
    assertThat(all.code()).isZero();
    assertThat(all.lines()).hasSize(4);
    assertThat(all.lines().getFirst())
        .startsWith("ID      STATE    TOOL    PRINCIPAL  AGE")
        .endsWith("MESSAGE");
    assertThat(all.lines().getLast())
        .startsWith("first   failed   report  alice")
        .endsWith("it ended");
    assertThat(ids("--state", "failed")).containsExactly("first");
    assertThat(ids("--tool", "deploy")).containsExactlyInAnyOrder("third", "second");
    assertThat(ids("--principal", "bob")).containsExactly("second");
    assertThat(ids("--principal", "")).containsExactly("third");
    assertThat(ids("--older", "0s")).hasSize(3);
    assertThat(ids("--older", "1h")).isEmpty();
    assertThat(tasks("list", "--older", "1h").out()).isEqualTo("No tasks\n");
  }

  private List<String> ids(String... options) {
    List<String> arguments = new ArrayList<>(List.of("list", "--json"));
    arguments.addAll(List.of(options));
    List<String> ids = new ArrayList<>();
    tasks(arguments.toArray(String[]::new))
        .json()
        .get("tasks")
        .forEach(task -> ids.add(task.get("taskId").stringValue()));
    return ids;
  }

  @Test
  void a_long_list_is_read_page_by_page() {
    for (int i = 0; i < 7; i++) {
      create("task-" + i, "report", "alice");
    }
    List<String> seen = new ArrayList<>();
    JsonNode page = tasks("list", "--json", "--limit", "3").json();
    while (true) {
      assertThat(page.get("tasks").size()).isLessThanOrEqualTo(3);
      page.get("tasks").forEach(task -> seen.add(task.get("taskId").stringValue()));
      if (!page.has("next")) {
        break;
      }
      page =
          tasks("list", "--json", "--limit", "3", "--after", page.get("next").stringValue()).json();
    }
    assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    assertThat(tasks("list", "--limit", "3").lines().getLast()).startsWith("More: --after 20");
    assertThat(tasks("list", "--after", "nowhere").code()).isEqualTo(2);
  }

  @Test
  void a_task_is_shown_with_its_journal_and_without_what_was_said() {
    create("one", "report", "alice");
    Lease lease = lease("one");
    byte[] entry =
        "\u0000{\"k\":\"collect\",\"t\":\"s\",\"d\":\"\",\"v\":\"tangerine\"}"
            .getBytes(StandardCharsets.UTF_8);
    store.record(lease, "collect", entry);
    byte[] question = "\u0000{\"t\":\"e\",\"d\":\"tangerine\"}".getBytes(StandardCharsets.UTF_8);
    store.park(lease, Map.of("approve", question));
    Ended shown = tasks("show", "one");
    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains("state        input_required", "call         (" + SECRET.length + " bytes)")
        .containsPattern("collect +step +\\(" + entry.length + " bytes\\)")
        .containsPattern("approve +elicit +no answer yet")
        .doesNotContain("tangerine");
    JsonNode json = tasks("show", "one", "--json").json();
    assertThat(json.get("status").stringValue()).isEqualTo("input_required");
    assertThat(json.at("/journal/0/key").stringValue()).isEqualTo("collect");
    assertThat(json.at("/journal/1/open").booleanValue()).isTrue();
    assertThat(json.toString()).doesNotContain("tangerine");
    Ended unknown = tasks("show", "none");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.errors()).isEqualTo("waybill: there is no task none\n");
  }

  @Test
  void failed_tasks_are_tried_again_and_others_left_alone() {
    create("broken", "report", "alice");
    create("fine", "report", "alice");
    end("broken", TaskStatus.FAILED);
    end("fine", TaskStatus.COMPLETED);
    assertThat(tasks("retry", "broken").code()).isZero();
    assertThat(store.find("broken").orElseThrow().status()).isEqualTo(TaskStatus.WORKING);
    Ended mixed = tasks("retry", "fine", "missing");
    assertThat(mixed.code()).isEqualTo(1);
    assertThat(mixed.lines())
        .containsExactly(
            "fine  is completed: there is nothing to try again", "missing  there is no such task");
    assertThat(store.find("fine").orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
  }

  @Test
  void waiting_tasks_are_cancelled_at_once_and_running_ones_are_asked_to_stop() {
    create("waiting", "report", "alice");
    create("running", "report", "alice");
    create("ended", "report", "alice");
    lease("running");
    end("ended", TaskStatus.COMPLETED);
    JsonNode done = tasks("cancel", "waiting", "running", "--json").json().get("tasks");
    assertThat(done.at("/0/what").stringValue()).isEqualTo("is cancelled");
    assertThat(done.at("/1/what").stringValue()).isEqualTo("is asked to stop");
    assertThat(store.find("running").orElseThrow().state().cancelRequested()).isTrue();
    assertThat(tasks("list", "--tool", "report").out()).contains("working, stopping");
    Ended again = tasks("cancel", "ended", "waiting", "missing");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.lines())
        .containsExactly(
            "ended  had ended: completed",
            "waiting  had ended: cancelled",
            "missing  there is no such task");
  }

  @Test
  void ended_tasks_are_purged_by_id_or_selection_and_never_without_being_told_to() {
    for (int i = 0; i < 1203; i++) {
      create("old-" + i, "report", "alice");
      store.cancel("old-" + i);
    }
    create("open", "report", "alice");
    create("kept", "report", "bob");
    end("kept", TaskStatus.COMPLETED);
    assertThat(tasks("purge", "old-0").lines()).containsExactly("old-0  is removed");
    assertThat(tasks("purge", "open").code()).isEqualTo(1);
    assertThat(tasks("purge", "old-0").lines()).containsExactly("old-0  there is no such task");
    Ended asked = tasks("purge", "--principal", "alice");
    assertThat(asked.code()).isEqualTo(1);
    assertThat(asked.out()).isEqualTo("Would be removed: 1202. Say --yes to do it.\n");
    assertThat(tasks("purge", "--principal", "alice", "--older", "1h", "--yes").out())
        .isEqualTo("Removed: 0\n");
    Ended removed = tasks("purge", "--principal", "alice", "--yes", "--json");
    assertThat(removed.code()).isZero();
    assertThat(removed.json().get("removed").intValue()).isEqualTo(1202);
    assertThat(ids()).containsExactlyInAnyOrder("open", "kept");
    for (String[] wrong :
        List.of(
            new String[] {"purge"},
            new String[] {"purge", "--yes"},
            new String[] {"purge", "kept", "--state", "failed"},
            new String[] {"purge", "--state", "working", "--yes"})) {
      assertThat(tasks(wrong).code()).as(String.join(" ", wrong)).isEqualTo(2);
    }
    assertThat(ids()).hasSize(2);
  }

  @Test
  void states_are_counted_with_the_age_of_the_oldest() {
    create("waiting", "report", "alice");
    create("running", "report", "alice");
    lease("running");
    create("ended", "report", "alice");
    end("ended", TaskStatus.COMPLETED);
    JsonNode json = tasks("stats", "--json").json();
    assertThat(json.at("/states/working/count").intValue()).isEqualTo(2);
    assertThat(json.at("/states/working").has("oldestMs")).isTrue();
    assertThat(json.at("/states/failed/count").intValue()).isZero();
    assertThat(json.get("queued").intValue()).isEqualTo(1);
    assertThat(tasks("stats").out())
        .containsPattern("(?m)^completed +1 +\\d+")
        .endsWith("Due and run by no worker: 1\n");
  }

  @Test
  void stored_text_cannot_control_the_terminal() {
    String hostile = "\u001b]0;owned\u0007\u001b[31m\r\n\u009b2J\u202eevil\u2028";
    create("a\u001b[2J", "tool\u001b[1m", "who\u0007");
    create("b", "report", "alice");
    store.report(lease("b"), hostile);
    for (Ended ended :
        List.of(
            tasks("list"),
            tasks("list", "--json"),
            tasks("show", "b"),
            tasks("show", "b", "--json"),
            tasks("retry", "a\u001b[2J\u009b"),
            tasks("show", "x\u001b[2J"))) {
      assertThat(ended.out() + ended.errors())
          .isNotEmpty()
          .matches("[^\\p{Cc}\\p{Cf}\u2028\u2029]*(\n[^\\p{Cc}\\p{Cf}\u2028\u2029]*)*");
    }
    assertThat(tasks("list").out()).contains("\\u001b]0;owned\\u0007");
    JsonNode listed = tasks("list", "--json", "--tool", "report").json();
    assertThat(listed.at("/tasks/0/statusMessage").stringValue()).isEqualTo(hostile);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          tasks                                           | 2 | Missing required subcommand
          tasks fly                                       | 2 | fly
          tasks show                                      | 2 | Missing required parameter
          tasks list --state lost --store FILE            | 2 | 'lost' is no state; give one of working, input_required
          tasks list --older never --store FILE           | 2 | 'never' is no length of time
          tasks list --limit 0 --store FILE               | 2 | --limit must be from 1
          tasks list --store mysql://root:tangerine@db/x  | 2 | 'mysql' is no kind of task store
          tasks watch --interval 1ms --store FILE         | 2 | --interval must be at least 100ms
          tasks list --store TEMP/missing.db              | 3 | there is no task file
          tasks list --store sqlite:TEMP/missing.db       | 3 | there is no task file
          tasks list --store TEMP                         | 3 | is no file
          tasks list --store TEMP/text.db                 | 3 | is no SQLite file
          tasks list --store TEMP/no/folder/missing.db    | 3 | there is no task file
          """)
  void what_is_wrong_is_said_and_shown_by_the_exit_code(String line, int code, String message)
      throws Exception {
    Files.writeString(temp.resolve("text.db"), "This is no database, only text of some length");
    Ended ended =
        run(line.replace("FILE", file.toString()).replace("TEMP", temp.toString()).split(" +"));
    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.errors()).contains(message).doesNotContain("tangerine", "\tat ");
    assertThat(ended.out()).isEmpty();
    assertThat(temp.resolve("missing.db")).doesNotExist();
    assertThat(temp.resolve("no")).doesNotExist();
  }

  @Test
  void colours_are_for_terminals_that_want_them() {
    assertThat(Terminal.of("", Map.of())).isEmpty();
    assertThat(Terminal.of("120x40", Map.of("TERM", "dumb"))).isEmpty();
    assertThat(Terminal.of("120x40", Map.of())).contains(new Terminal(120, 40, true));
    assertThat(Terminal.of("120x40", Map.of("NO_COLOR", "1")))
        .contains(new Terminal(120, 40, false));
    String coloured = table(new Terminal(60, 20, true)).text();
    assertThat(coloured).contains("\u001b[31mfirst").contains("…");
    String plain = table(new Terminal(60, 20, false)).text();
    assertThat(plain).doesNotContain("\u001b");
    assertThat(plain.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(60));
    assertThat(new TextTable("A", "B").row("long".repeat(50), "\u001b[31m").text())
        .contains("long".repeat(50) + "  \\u001b[31m");
  }

  private static TextTable table(Terminal terminal) {
    return new TextTable(Optional.of(terminal), "ID", "MESSAGE")
        .row(
            TaskStatus.FAILED,
            "first",
            "a message that is too long for this terminal by far, really");
  }

  @ParameterizedTest
  @CsvSource({"45s,PT45S", "90m,PT1H30M", "12H,PT12H", "7d,PT168H", "250ms,PT0.25S", "PT5M,PT5M"})
  void lengths_of_time_are_read_as_people_write_them(String text, Duration length) {
    assertThat(new Age().convert(text)).isEqualTo(length);
  }
}
