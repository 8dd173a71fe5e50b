package dev.waybill.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every task store does, whatever it is made of. */
public abstract class TaskStoreContract {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration NOTHING = Duration.ZERO;

  private TaskStore store;

  /** A fresh store. */
  protected abstract TaskStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static NewTask task(String id) {
    return task(id, 0, LONG, Optional.empty());
  }

  private static NewTask task(String id, int priority, Duration ttl, Optional<String> key) {
    return new NewTask(
        id,
        "alice",
        "tool",
        bytes("call of " + id),
        List.of(new TaskStore.JournalRow("before", bytes("entry"))),
        new NewTask.Terms(priority, Optional.empty(), ttl, NOTHING, key),
        Optional.empty());
  }

  private Lease claim(String id) {
    List<TaskStore.Claimed> claimed = store.claim("worker", 10, LONG, Map.of());
    return claimed.stream().filter(c -> c.task().id().equals(id)).findFirst().orElseThrow().lease();
  }

  private TaskRow find(String id) {
    return store.find(id).orElseThrow();
  }

  @Test
  void a_created_task_is_found_with_all_that_was_stored() {
    store.create(task("a"));

    TaskRow row = find("a");
    assertThat(row.status()).isEqualTo(TaskStatus.WORKING);
    assertThat(row.principal()).isEqualTo("alice");
    assertThat(row.tool()).isEqualTo("tool");
    assertThat(row.payload()).isEqualTo(bytes("call of a"));
    assertThat(row.times().ttl()).isEqualTo(LONG);
    assertThat(row.times().expired()).isFalse();
    assertThat(store.journal("a")).hasSize(1);
    assertThat(store.find("b")).isEmpty();
  }

  @Test
  void a_task_is_claimed_by_one_worker_only() {
    store.create(task("a"));

    assertThat(store.claim("one", 10, LONG, Map.of())).hasSize(1);
    assertThat(store.claim("two", 10, LONG, Map.of())).isEmpty();
  }

  @Test
  void a_task_created_by_the_worker_that_runs_it_is_leased_to_it() {
    NewTask plain = task("a");
    TaskStore.Created created =
        store.create(
            new NewTask(
                "a",
                plain.principal(),
                plain.tool(),
                plain.payload(),
                List.of(),
                plain.terms(),
                Optional.of(new NewTask.Owner("me", LONG))));

    assertThat(store.claim("other", 10, LONG, Map.of())).isEmpty();
    assertThat(store.record(created.lease().orElseThrow(), "k", bytes("v"))).isTrue();
  }

  @Test
  void a_lapsed_lease_is_taken_over_and_the_old_holder_is_shut_out() {
    store.create(task("a"));
    Lease old = store.claim("one", 1, NOTHING, Map.of()).getFirst().lease();

    TaskStore.Claimed taken = store.claim("two", 1, LONG, Map.of()).getFirst();

    assertThat(taken.interrupted()).isTrue();
    assertThat(taken.lease().token()).isGreaterThan(old.token());
    assertThat(store.record(old, "k", bytes("v"))).isFalse();
    assertThat(store.report(old, "late")).isFalse();
    assertThat(store.park(old, Map.of("q", bytes("?")))).isFalse();
    assertThat(store.postpone(old, NOTHING, Optional.empty(), true)).isFalse();
    assertThat(store.settle(old, TaskStatus.COMPLETED, Optional.empty(), Optional.empty()))
        .isFalse();
    assertThat(store.renew(List.of(old, taken.lease()), LONG)).containsExactly("a");
    assertThat(store.journal("a")).hasSize(1);
  }

  @Test
  void higher_priorities_are_claimed_first() {
    store.create(task("low", 1, LONG, Optional.empty()));
    store.create(task("high", 5, LONG, Optional.empty()));

    assertThat(store.claim("w", 1, LONG, Map.of()).getFirst().task().id()).isEqualTo("high");
  }

  @Test
  void tools_of_which_enough_run_are_left_for_others() {
    store.create(task("a"));

    assertThat(store.claim("w", 10, LONG, Map.of("tool", 0, "another", 0))).isEmpty();
    assertThat(store.claim("w", 10, LONG, Map.of("another", 0))).hasSize(1);
  }

  @Test
  void journal_entries_keep_their_order_and_are_replaced_by_key() {
    store.create(task("a"));
    Lease lease = claim("a");

    assertThat(store.record(lease, "one", bytes("1"))).isTrue();
    assertThat(store.record(lease, "two", bytes("2"))).isTrue();
    assertThat(store.record(lease, "one", bytes("1b"))).isTrue();

    assertThat(store.journal("a"))
        .extracting(row -> row.key() + "=" + new String(row.payload(), UTF_8))
        .containsExactly("before=entry", "one=1b", "two=2");
  }

  @Test
  void a_parked_task_waits_until_every_question_is_answered() {
    store.create(task("a"));
    Map<String, byte[]> questions = new LinkedHashMap<>();
    questions.put("q1", bytes("?1"));
    questions.put("q2", bytes("?2"));
    assertThat(store.park(claim("a"), questions)).isTrue();
    assertThat(find("a").status()).isEqualTo(TaskStatus.INPUT_REQUIRED);
    assertThat(store.questions("a").keySet()).containsExactly("q1", "q2");

    assertThat(store.answer("a", Map.of("q1", bytes("!1"), "other", bytes("x"))))
        .containsExactly("q1");
    assertThat(find("a").status()).isEqualTo(TaskStatus.INPUT_REQUIRED);
    assertThat(store.questions("a").keySet()).containsExactly("q2");
    assertThat(store.claim("w", 1, LONG, Map.of())).isEmpty();
    assertThat(store.answer("a", Map.of("q1", bytes("again")))).isEmpty();

    assertThat(store.answer("a", Map.of("q2", bytes("!2")))).containsExactly("q2");
    assertThat(find("a").status()).isEqualTo(TaskStatus.WORKING);
    TaskStore.Claimed claimed = store.claim("w", 1, LONG, Map.of()).getFirst();
    assertThat(claimed.interrupted()).isFalse();
    assertThat(store.journal("a"))
        .extracting(row -> row.key() + "=" + new String(row.payload(), UTF_8))
        .containsExactly("before=entry", "q1=!1", "q2=!2");
  }

  @Test
  void a_postponed_task_is_due_when_its_time_has_come() {
    store.create(task("a"));
    store.postpone(claim("a"), LONG, Optional.of("resting"), true);
    assertThat(store.claim("w", 1, LONG, Map.of())).isEmpty();
    assertThat(find("a").state().attempts()).isEqualTo(1);
    assertThat(find("a").state().message()).contains("resting");

    store.create(task("b"));
    store.postpone(claim("b"), NOTHING, Optional.empty(), false);
    Awaitility.await().until(() -> !store.claim("w", 1, LONG, Map.of()).isEmpty());
    assertThat(find("b").state().attempts()).isZero();
  }

  @Test
  void a_settled_task_never_changes_again() {
    store.create(task("a"));
    Lease lease = claim("a");
    assertThat(
            store.settle(
                lease, TaskStatus.COMPLETED, Optional.of(bytes("result")), Optional.of("done")))
        .isTrue();

    assertThat(find("a").state().outcome().orElseThrow()).isEqualTo(bytes("result"));
    assertThat(store.settle(lease, TaskStatus.FAILED, Optional.empty(), Optional.empty()))
        .isFalse();
    assertThat(store.record(lease, "k", bytes("v"))).isFalse();
    assertThat(store.cancel("a").orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(store.claim("w", 1, LONG, Map.of())).isEmpty();
  }

  @Test
  void cancelling_ends_a_waiting_task_and_marks_a_running_one() {
    store.create(task("waiting"));
    assertThat(store.cancel("waiting").orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);

    store.create(task("running"));
    Lease lease = claim("running");
    TaskRow marked = store.cancel("running").orElseThrow();
    assertThat(marked.status()).isEqualTo(TaskStatus.WORKING);
    assertThat(marked.state().cancelRequested()).isTrue();
    assertThat(store.cancelRequests("worker")).containsExactly("running");
    assertThat(store.cancelRequests("another")).isEmpty();
    assertThat(store.park(lease, Map.of("q", bytes("?")))).isTrue();
    assertThat(find("running").status()).isEqualTo(TaskStatus.CANCELLED);

    assertThat(store.cancel("unknown")).isEmpty();
  }

  @Test
  void the_same_idempotency_key_leads_to_the_same_task() {
    TaskStore.Created first = store.create(task("a", 0, LONG, Optional.of("order 7")));
    TaskStore.Created again = store.create(task("b", 0, LONG, Optional.of("order 7")));
    TaskStore.Created other = store.create(task("c", 0, LONG, Optional.of("order 8")));

    assertThat(first.isNew()).isTrue();
    assertThat(again.isNew()).isFalse();
    assertThat(again.task().id()).isEqualTo("a");
    assertThat(other.isNew()).isTrue();
    assertThat(store.find("b")).isEmpty();
  }

  @Test
  void expired_tasks_are_swept_a_few_at_a_time() {
    for (int i = 0; i < 5; i++) {
      store.create(task("old" + i, 0, Duration.ofMillis(1), Optional.empty()));
    }
    store.create(task("young"));
    Awaitility.await().until(() -> find("old4").times().expired());

    assertThat(store.sweep(3, LONG)).isZero();
    assertThat(store.sweep(3, NOTHING)).isEqualTo(3);
    assertThat(store.sweep(3, NOTHING)).isEqualTo(2);
    assertThat(store.sweep(3, NOTHING)).isZero();
    assertThat(store.find("young")).isPresent();
  }

  @Test
  void concurrent_workers_never_hold_the_same_task() throws Exception {
    int tasks = 200;
    for (int i = 0; i < tasks; i++) {
      store.create(task("t" + i));
    }
    ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < 8; w++) {
        String worker = "w" + w;
        var unused =
            workers.submit(() -> {
              List<TaskStore.Claimed> claimed;
              do {
                claimed = store.claim(worker, 7, LONG, Map.of());
                claimed.forEach(c -> taken.add(c.task().id()));
              } while (!claimed.isEmpty());
            });
      }
    }

    assertThat(taken).hasSize(tasks).doesNotHaveDuplicates();
  }

  @Test
  void a_tool_is_claimed_as_often_as_there_is_room_for_it() {
    for (int i = 0; i < 5; i++) {
      store.create(task("a" + i));
      store.create(of("other", "b" + i, LONG, NOTHING, Optional.empty()));
    }

    List<TaskStore.Claimed> claimed = store.claim("w", 10, LONG, Map.of("tool", 2));

    assertThat(claimed).filteredOn(c -> c.task().tool().equals("tool")).hasSize(2);
    assertThat(claimed).filteredOn(c -> c.task().tool().equals("other")).hasSize(5);
    assertThat(store.claim("w", 2, LONG, Map.of())).hasSize(2);
  }

  private static NewTask of(
      String tool, String id, Duration ttl, Duration retention, Optional<Duration> deadline) {
    return new NewTask(
        id,
        "alice",
        tool,
        bytes("call of " + id),
        List.of(),
        new NewTask.Terms(0, deadline, ttl, retention, Optional.empty()),
        Optional.empty());
  }

  @Test
  void a_task_can_be_taken_from_whoever_runs_it() {
    store.create(task("a"));
    Lease old = claim("a");

    TaskStore.Claimed taken = store.take("a", "outside", LONG).orElseThrow();

    assertThat(store.record(old, "k", bytes("v"))).isFalse();
    assertThat(taken.lease().token()).isGreaterThan(old.token());
    assertThat(
            store.settle(
                taken.lease(), TaskStatus.COMPLETED, Optional.of(bytes("r")), Optional.empty()))
        .isTrue();
    assertThat(store.take("a", "outside", LONG)).isEmpty();
    assertThat(store.take("unknown", "outside", LONG)).isEmpty();
  }

  @Test
  void a_task_that_waits_for_answers_or_time_can_be_taken() {
    store.create(task("parked"));
    store.park(claim("parked"), Map.of("q", bytes("?")));
    store.create(task("postponed"));
    store.postpone(claim("postponed"), LONG, Optional.empty(), false);

    assertThat(store.take("postponed", "w", LONG)).isPresent();
    TaskStore.Claimed parked = store.take("parked", "w", LONG).orElseThrow();

    assertThat(parked.interrupted()).isFalse();
    assertThat(find("parked").status()).isEqualTo(TaskStatus.WORKING);
    assertThat(find("parked").state().worker()).contains("w");
    assertThat(store.questions("parked")).isEmpty();
    assertThat(store.answer("parked", Map.of("q", bytes("!")))).isEmpty();
  }

  @Test
  void anyone_may_report_on_a_task_that_has_not_ended() {
    store.create(task("a"));
    assertThat(store.report("a", "half of it")).isTrue();
    assertThat(find("a").state().message()).contains("half of it");

    store.cancel("a");
    assertThat(store.report("a", "more")).isFalse();
    assertThat(store.report("unknown", "more")).isFalse();
    assertThat(find("a").state().message()).contains("half of it");
  }

  @Test
  void a_task_that_waits_past_its_deadline_is_claimed() {
    Optional<Duration> soon = Optional.of(Duration.ofMillis(50));
    store.create(of("tool", "parked", LONG, NOTHING, soon));
    store.create(of("tool", "postponed", LONG, NOTHING, soon));
    // Both before either waits: on a slow machine the deadline has passed already.
    Lease parked = store.claim("worker", 1, LONG, Map.of()).getFirst().lease();
    Lease postponed = store.claim("worker", 1, LONG, Map.of()).getFirst().lease();
    store.park(parked, Map.of("q", bytes("?")));
    store.postpone(postponed, LONG, Optional.empty(), false);

    for (int i = 0; i < 2; i++) {
      TaskStore.Claimed claimed =
          Awaitility.await()
              .until(() -> store.claim("w", 1, LONG, Map.of()), some -> !some.isEmpty())
              .getFirst();
      assertThat(claimed.task().times().overdue()).isTrue();
      assertThat(claimed.task().status()).isEqualTo(TaskStatus.WORKING);
      assertThat(claimed.interrupted()).isFalse();
      assertThat(store.questions(claimed.task().id())).isEmpty();
    }
    assertThat(store.claim("w", 1, LONG, Map.of())).isEmpty();
  }

  @Test
  void a_task_is_kept_for_its_retention_from_its_end() {
    store.create(of("tool", "a", Duration.ofMillis(1), LONG, Optional.empty()));
    Awaitility.await().until(() -> find("a").times().expired());

    store.settle(claim("a"), TaskStatus.COMPLETED, Optional.of(bytes("r")), Optional.empty());

    assertThat(find("a").times().expired()).isFalse();
    assertThat(find("a").times().ttl()).isGreaterThanOrEqualTo(LONG);
    assertThat(store.sweep(10, NOTHING)).isZero();
    store.create(of("tool", "b", Duration.ofMillis(1), LONG, Optional.empty()));
    store.cancel("b");
    assertThat(find("b").times().ttl()).isGreaterThanOrEqualTo(LONG);
  }

  @Test
  void an_expired_task_does_not_stand_in_for_a_repeated_call() {
    store.create(task("a", 0, Duration.ofMillis(1), Optional.of("order 7")));
    Awaitility.await().until(() -> find("a").times().expired());

    TaskStore.Created again = store.create(task("b", 0, LONG, Optional.of("order 7")));
    TaskStore.Created third = store.create(task("c", 0, LONG, Optional.of("order 7")));

    assertThat(again.isNew()).isTrue();
    assertThat(third.task().id()).isEqualTo("b");
    assertThat(store.sweep(10, NOTHING)).isEqualTo(1);
    assertThat(store.create(task("d", 0, LONG, Optional.of("order 7"))).task().id()).isEqualTo("b");
  }

  @Test
  void repeated_calls_at_the_same_time_create_one_task() throws Exception {
    Set<String> found = ConcurrentHashMap.newKeySet();
    AtomicInteger created = new AtomicInteger();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        String id = "t" + i;
        var unused =
            callers.submit(() -> {
              TaskStore.Created one = store.create(task(id, 0, LONG, Optional.of("order 7")));
              found.add(one.task().id());
              created.addAndGet(one.isNew() ? 1 : 0);
            });
      }
    }

    assertThat(created).hasValue(1);
    assertThat(found).hasSize(1);
    assertThat(store.list(TaskFilter.ALL, Optional.empty(), 10)).hasSize(1);
  }

  @Test
  void the_queue_is_what_is_due_and_run_by_nobody() {
    for (int i = 0; i < 5; i++) {
      store.create(task("t" + i));
    }
    assertThat(store.queued()).isEqualTo(5);

    List<TaskStore.Claimed> claimed = store.claim("w", 2, LONG, Map.of());
    store.postpone(claimed.getFirst().lease(), LONG, Optional.empty(), false);

    assertThat(store.queued()).isEqualTo(3);
  }

  @Test
  void tasks_are_listed_by_what_is_asked_latest_first_and_page_by_page() {
    for (int i = 0; i < 7; i++) {
      store.create(of(i % 2 == 0 ? "even" : "odd", "t" + i, LONG, NOTHING, Optional.empty()));
    }
    store.cancel("t3");

    List<TaskRow> all = store.list(TaskFilter.ALL, Optional.empty(), 100);
    List<TaskRow> first = store.list(TaskFilter.ALL, Optional.empty(), 4);
    List<TaskRow> rest =
        store.list(TaskFilter.ALL, Optional.of(TaskStore.Position.of(first.getLast())), 4);

    assertThat(all)
        .hasSize(7)
        .isSortedAccordingTo(
            Comparator.comparing((TaskRow t) -> t.times().created())
                .thenComparing(TaskRow::id)
                .reversed());
    assertThat(all).allSatisfy(t -> assertThat(t.payload()).isEmpty());
    assertThat(Stream.concat(first.stream(), rest.stream()).map(TaskRow::id))
        .containsExactlyElementsOf(all.stream().map(TaskRow::id).toList());
    assertThat(ids(filter(Optional.of(TaskStatus.CANCELLED), Optional.empty())))
        .containsExactly("t3");
    assertThat(ids(filter(Optional.of(TaskStatus.WORKING), Optional.of("odd"))))
        .containsExactlyInAnyOrder("t1", "t5");
    assertThat(
            ids(
                new TaskFilter(
                    Optional.empty(), Optional.empty(), Optional.of("bob"), Optional.empty())))
        .isEmpty();
    assertThat(
            ids(
                new TaskFilter(
                    Optional.empty(), Optional.empty(), Optional.of("alice"), Optional.of(LONG))))
        .isEmpty();
  }

  private static TaskFilter filter(Optional<TaskStatus> status, Optional<String> tool) {
    return new TaskFilter(status, tool, Optional.empty(), Optional.empty());
  }

  private List<String> ids(TaskFilter filter) {
    return store.list(filter, Optional.empty(), 100).stream().map(TaskRow::id).toList();
  }

  @Test
  void tasks_are_counted_by_state() {
    store.create(task("a"));
    store.create(task("b"));
    store.create(task("c"));
    store.cancel("c");

    Map<TaskStatus, TaskStore.Tally> tally = store.tally();

    assertThat(tally.keySet()).containsExactlyInAnyOrder(TaskStatus.WORKING, TaskStatus.CANCELLED);
    assertThat(tally.get(TaskStatus.WORKING).count()).isEqualTo(2);
    assertThat(tally.get(TaskStatus.CANCELLED).oldest()).isBetween(NOTHING, LONG);
  }

  @Test
  void a_failed_task_is_retried_from_its_journal() {
    store.create(task("a"));
    Lease lease = claim("a");
    store.record(lease, "step", bytes("1"));
    store.postpone(lease, NOTHING, Optional.empty(), true);
    Awaitility.await().until(() -> store.queued() == 1);
    store.settle(claim("a"), TaskStatus.FAILED, Optional.of(bytes("error")), Optional.of("failed"));

    assertThat(store.retry("a")).isTrue();

    TaskRow row = find("a");
    assertThat(row.status()).isEqualTo(TaskStatus.WORKING);
    assertThat(row.state().outcome()).isEmpty();
    assertThat(row.state().message()).isEmpty();
    assertThat(row.state().attempts()).isZero();
    assertThat(store.record(lease, "late", bytes("2"))).isFalse();
    TaskStore.Claimed again = store.claim("w", 1, LONG, Map.of()).getFirst();
    assertThat(again.interrupted()).isFalse();
    assertThat(again.lease().token()).isGreaterThan(lease.token());
    assertThat(store.journal("a"))
        .extracting(TaskStore.JournalRow::key)
        .containsExactly("before", "step");
  }

  @Test
  void a_task_that_waits_for_its_time_is_retried_at_once() {
    store.create(task("a"));
    store.postpone(claim("a"), LONG, Optional.empty(), true);

    assertThat(store.retry("a")).isTrue();
    assertThat(store.claim("w", 1, LONG, Map.of())).hasSize(1);
    assertThat(store.retry("a")).as("running").isFalse();
    assertThat(store.retry("unknown")).isFalse();
  }

  @Test
  void a_cancelled_task_runs_when_it_is_retried() {
    store.create(task("a"));
    Lease lease = claim("a");
    store.cancel("a");
    store.postpone(lease, NOTHING, Optional.empty(), false);
    assertThat(find("a").status()).isEqualTo(TaskStatus.CANCELLED);

    assertThat(store.retry("a")).isTrue();

    assertThat(store.claim("w", 1, LONG, Map.of())).hasSize(1);
    assertThat(find("a").state().cancelRequested()).isFalse();
    assertThat(store.cancelRequests("w")).isEmpty();
  }

  @Test
  void only_ended_tasks_are_purged() {
    store.create(task("a", 0, LONG, Optional.of("order 7")));
    assertThat(store.purge("a")).isFalse();
    store.cancel("a");

    assertThat(store.purge("a")).isTrue();
    assertThat(store.purge("a")).isFalse();
    assertThat(store.find("a")).isEmpty();
    assertThat(store.journal("a")).isEmpty();
    assertThat(store.create(task("b", 0, LONG, Optional.of("order 7"))).isNew()).isTrue();
  }

  @Test
  void payloads_are_any_bytes_and_texts_are_any_text() {
    byte[] odd = new byte[256];
    for (int i = 0; i < odd.length; i++) {
      odd[i] = (byte) i;
    }
    String text = "\u0001 'quoted' \"double\" \\ %s {} \uD83D\uDE00";
    store.create(
        new NewTask(
            "a",
            text,
            text,
            odd,
            List.of(new TaskStore.JournalRow(text, odd)),
            new NewTask.Terms(0, Optional.empty(), LONG, NOTHING, Optional.of(text)),
            Optional.empty()));
    Lease lease = claim("a");
    store.record(lease, "empty", new byte[0]);
    store.report(lease, text);

    assertThat(find("a").payload()).isEqualTo(odd);
    assertThat(find("a").principal()).isEqualTo(text);
    assertThat(find("a").state().message()).contains(text);
    assertThat(store.journal("a").getFirst())
        .satisfies(row -> {
          assertThat(row.key()).isEqualTo(text);
          assertThat(row.payload()).isEqualTo(odd);
        });
    assertThat(store.journal("a").get(1).payload()).isEmpty();
    assertThat(store.find("no such \u0001 id '")).isEmpty();
  }
}
