package dev.waybill.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
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
        priority,
        Optional.empty(),
        ttl,
        Optional.empty(),
        key);
  }

  private Lease claim(String id) {
    List<TaskStore.Claimed> claimed = store.claim("worker", 10, LONG, Set.of());
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
    assertThat(row.ttl()).isEqualTo(LONG);
    assertThat(row.expired()).isFalse();
    assertThat(store.journal("a")).hasSize(1);
    assertThat(store.find("b")).isEmpty();
  }

  @Test
  void a_task_is_claimed_by_one_worker_only() {
    store.create(task("a"));

    assertThat(store.claim("one", 10, LONG, Set.of())).hasSize(1);
    assertThat(store.claim("two", 10, LONG, Set.of())).isEmpty();
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
                0,
                Optional.empty(),
                LONG,
                Optional.of(new NewTask.Owner("me", LONG)),
                Optional.empty()));

    assertThat(store.claim("other", 10, LONG, Set.of())).isEmpty();
    assertThat(store.record(created.lease().orElseThrow(), "k", bytes("v"))).isTrue();
  }

  @Test
  void a_lapsed_lease_is_taken_over_and_the_old_holder_is_shut_out() {
    store.create(task("a"));
    Lease old = store.claim("one", 1, NOTHING, Set.of()).getFirst().lease();

    TaskStore.Claimed taken = store.claim("two", 1, LONG, Set.of()).getFirst();

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

    assertThat(store.claim("w", 1, LONG, Set.of()).getFirst().task().id()).isEqualTo("high");
  }

  @Test
  void tools_of_which_enough_run_are_left_for_others() {
    store.create(task("a"));

    assertThat(store.claim("w", 10, LONG, Set.of("tool", "another"))).isEmpty();
    assertThat(store.claim("w", 10, LONG, Set.of("another"))).hasSize(1);
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
    assertThat(store.claim("w", 1, LONG, Set.of())).isEmpty();
    assertThat(store.answer("a", Map.of("q1", bytes("again")))).isEmpty();

    assertThat(store.answer("a", Map.of("q2", bytes("!2")))).containsExactly("q2");
    assertThat(find("a").status()).isEqualTo(TaskStatus.WORKING);
    TaskStore.Claimed claimed = store.claim("w", 1, LONG, Set.of()).getFirst();
    assertThat(claimed.interrupted()).isFalse();
    assertThat(store.journal("a"))
        .extracting(row -> row.key() + "=" + new String(row.payload(), UTF_8))
        .containsExactly("before=entry", "q1=!1", "q2=!2");
  }

  @Test
  void a_postponed_task_is_due_when_its_time_has_come() {
    store.create(task("a"));
    store.postpone(claim("a"), LONG, Optional.of("resting"), true);
    assertThat(store.claim("w", 1, LONG, Set.of())).isEmpty();
    assertThat(find("a").attempts()).isEqualTo(1);
    assertThat(find("a").statusMessage()).contains("resting");

    store.create(task("b"));
    store.postpone(claim("b"), NOTHING, Optional.empty(), false);
    Awaitility.await().until(() -> !store.claim("w", 1, LONG, Set.of()).isEmpty());
    assertThat(find("b").attempts()).isZero();
  }

  @Test
  void a_settled_task_never_changes_again() {
    store.create(task("a"));
    Lease lease = claim("a");
    assertThat(
            store.settle(
                lease, TaskStatus.COMPLETED, Optional.of(bytes("result")), Optional.of("done")))
        .isTrue();

    assertThat(find("a").outcome().orElseThrow()).isEqualTo(bytes("result"));
    assertThat(store.settle(lease, TaskStatus.FAILED, Optional.empty(), Optional.empty()))
        .isFalse();
    assertThat(store.record(lease, "k", bytes("v"))).isFalse();
    assertThat(store.cancel("a").orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(store.claim("w", 1, LONG, Set.of())).isEmpty();
  }

  @Test
  void cancelling_ends_a_waiting_task_and_marks_a_running_one() {
    store.create(task("waiting"));
    assertThat(store.cancel("waiting").orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);

    store.create(task("running"));
    Lease lease = claim("running");
    TaskRow marked = store.cancel("running").orElseThrow();
    assertThat(marked.status()).isEqualTo(TaskStatus.WORKING);
    assertThat(marked.cancelRequested()).isTrue();
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
    Awaitility.await().until(() -> find("old4").expired());

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
                claimed = store.claim(worker, 7, LONG, Set.of());
                claimed.forEach(c -> taken.add(c.task().id()));
              } while (!claimed.isEmpty());
            });
      }
    }

    assertThat(taken).hasSize(tasks).doesNotHaveDuplicates();
  }
}
