package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStore.Claimed;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when several do something to the same tasks at once. */
class PostgresConcurrencyTest {
  private static final Duration LONG = PostgresTasks.LONG;

  private final PostgresTaskStore store = PostgresTaskStore.open(PostgresServer.shared());

  @AfterEach
  void close() {
    store.close();
  }

  private interface Act {
    Object run() throws Exception;
  }

  private static List<Object> atOnce(Act... acts) throws Exception {
    CyclicBarrier together = new CyclicBarrier(acts.length);
    List<Future<Object>> done = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Act act : acts) {
        done.add(
            threads.submit(() -> {
              together.await();
              return act.run();
            }));
      }
    }
    List<Object> results = new ArrayList<>();
    for (Future<Object> one : done) {
      results.add(one.get());
    }
    return results;
  }

  private Lease claim() {
    return store.claim("w", 1, LONG, Map.of()).getFirst().lease();
  }

  @Test
  void a_task_wakes_when_its_last_questions_are_answered_at_once() throws Exception {
    for (int i = 0; i < 50; i++) {
      String id = "t" + i;
      store.create(PostgresTasks.task(id));
      store.park(claim(), Map.of("a", new byte[1], "b", new byte[1], "c", new byte[1]));

      List<Object> taken =
          atOnce(
              () -> store.answer(id, Map.of("a", new byte[1])),
              () -> store.answer(id, Map.of("b", new byte[1], "a", new byte[2])),
              () -> store.answer(id, Map.of("c", new byte[1])));

      assertThat(taken).contains(Set.of("c")).hasSize(3);
      assertThat(store.find(id).orElseThrow().status()).isEqualTo(TaskStatus.WORKING);
      assertThat(store.journal(id)).hasSize(3);
      assertThat(settle(store, claim())).isTrue();
    }
  }

  private static boolean settle(TaskStore store, Lease lease) {
    return store.settle(lease, TaskStatus.COMPLETED, Optional.empty(), Optional.empty());
  }

  @Test
  void a_task_that_is_cancelled_while_it_parks_ends_without_questions() throws Exception {
    for (int i = 0; i < 50; i++) {
      String id = "t" + i;
      store.create(PostgresTasks.task(id));
      Lease lease = claim();

      atOnce(() -> store.park(lease, Map.of("q", new byte[1])), () -> store.cancel(id));

      assertThat(store.find(id).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
      assertThat(store.questions(id)).isEmpty();
      assertThat(store.retry(id)).isTrue();
      Lease again = claim();
      assertThat(store.park(again, Map.of("q", new byte[2]))).isTrue();
      assertThat(store.questions(id)).containsOnlyKeys("q");
      assertThat(store.answer(id, Map.of("q", new byte[1]))).containsExactly("q");
      settle(store, claim());
    }
  }

  @Test
  void nothing_is_recorded_under_a_lease_after_another_took_the_task() throws Exception {
    for (int i = 0; i < 100; i++) {
      String id = "t" + i;
      store.create(PostgresTasks.task(id));
      Lease old = claim();

      List<Object> results =
          atOnce(
              () -> store.record(old, "late", new byte[1]),
              () -> {
                Claimed taken = store.take(id, "thief", LONG).orElseThrow();
                return List.of(store.journal(id).size(), taken.lease());
              });

      List<?> seen = (List<?>) results.get(1);
      boolean recorded = (boolean) results.get(0);
      assertThat(store.journal(id)).hasSize((Integer) seen.get(0)).hasSize(recorded ? 1 : 0);
      settle(store, (Lease) seen.get(1));
    }
  }

  @Test
  void renewing_recording_and_settling_many_tasks_at_once_never_waits_in_a_circle()
      throws Exception {
    int tasks = 300;
    for (int i = 0; i < tasks; i++) {
      store.create(PostgresTasks.task("t" + i));
    }
    List<Lease> leases =
        new ArrayList<>(
            store.claim("w", tasks, LONG, Map.of()).stream().map(Claimed::lease).toList());
    assertThat(leases).hasSize(tasks);
    Set<String> lost = ConcurrentHashMap.newKeySet();
    List<Act> acts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      acts.add(() -> {
        List<Lease> shuffled = new ArrayList<>(leases);
        Collections.shuffle(shuffled);
        lost.addAll(store.renew(shuffled, LONG));
        return true;
      });
    }
    for (int i = 0; i < 2; i++) {
      for (Lease lease : leases) {
        String key = "step" + i;
        acts.add(() -> store.record(lease, key, new byte[100]));
      }
    }
    assertThat(atOnce(acts.toArray(Act[]::new))).doesNotContain(false);
    assertThat(lost).isEmpty();

    assertThat(atOnce(leases.stream().map(l -> (Act) () -> settle(store, l)).toArray(Act[]::new)))
        .doesNotContain(false);
    assertThat(store.renew(leases, LONG)).hasSize(tasks);
  }

  @Test
  void tools_without_room_do_not_hide_what_others_claim_at_the_same_time() throws Exception {
    for (int i = 0; i < 400; i++) {
      store.create(PostgresTasks.task("t" + i, "tool" + i % 4, Optional.empty()));
    }
    Map<String, Integer> room = Map.of("tool0", 0, "tool1", 1000, "tool2", 1000);
    Set<String> taken = ConcurrentHashMap.newKeySet();
    Act drain =
        () -> {
          List<Claimed> claimed;
          int sum = 0;
          do {
            claimed = store.claim("w" + Thread.currentThread().threadId(), 10, LONG, room);
            claimed.forEach(c -> assertThat(taken.add(c.task().id())).isTrue());
            sum += claimed.size();
          } while (!claimed.isEmpty());
          return sum;
        };

    atOnce(drain, drain, drain, drain, drain, drain);

    assertThat(taken).hasSize(300);
    assertThat(store.claim("w", 1000, LONG, Map.of())).hasSize(100);
  }

  @Test
  void callers_without_pause_leave_room_for_leases_to_be_renewed() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (var few = PostgresTaskStore.open(PostgresServer.shared().connections(2));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      few.create(PostgresTasks.task("a"));
      Lease lease = few.claim("w", 1, LONG, Map.of()).getFirst().lease();
      for (int i = 0; i < 800; i++) {
        boolean journals = i % 2 == 0;
        var unused =
            threads.submit(() -> {
              while (!stop.get()) {
                Object read = journals ? few.journal("a") : few.find("a");
                assertThat(read).isNotNull();
              }
            });
      }

      for (int i = 0; i < 20; i++) {
        assertThat(few.renew(List.of(lease), LONG)).isEmpty();
      }
      stop.set(true);
    }
  }

  @Test
  void many_repeated_calls_of_several_keys_at_once_create_one_task_each() throws Exception {
    List<Act> acts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String id = "t" + i;
      NewTask task = PostgresTasks.task(id, "tool", Optional.of("key" + i % 10));
      acts.add(() -> store.create(task).task().id());
    }
    Collections.shuffle(acts);

    assertThat(Set.copyOf(atOnce(acts.toArray(Act[]::new)))).hasSize(10);
    assertThat(store.queued()).isEqualTo(10);
  }

  @Test
  void a_request_that_cannot_be_done_hurts_none_that_is_sent_together_with_it() throws Exception {
    store.create(PostgresTasks.task("again"));
    List<Act> acts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String id = i % 10 == 0 ? "again" : "t" + i;
      acts.add(() -> {
        try {
          return store.create(PostgresTasks.task(id)).isNew();
        } catch (RuntimeException refused) {
          return "refused";
        }
      });
    }

    assertThat(atOnce(acts.toArray(Act[]::new))).filteredOn(Boolean.TRUE::equals).hasSize(45);
    assertThat(store.queued()).isEqualTo(46);
  }

  @Test
  void odd_names_are_told_apart() {
    List<String> odd = List.of("a", "a\u0000", "a\u001b0000", "a\uD83D", "a?");
    for (int i = 0; i < odd.size(); i++) {
      String name = odd.get(i);
      assertThat(
              store
                  .create(
                      new NewTask(
                          name,
                          name,
                          name,
                          new byte[0],
                          List.of(),
                          new NewTask.Terms(
                              0,
                              Optional.of(Duration.ofSeconds(Long.MAX_VALUE)),
                              Duration.ofSeconds(Long.MAX_VALUE),
                              LONG,
                              Optional.of(name)),
                          Optional.empty()))
                  .isNew())
          .isTrue();
    }
    assertThat(odd).allSatisfy(id -> assertThat(store.find(id).orElseThrow().id()).isEqualTo(id));
    assertThat(store.find("b\u0000")).isEmpty();
    assertThat(store.claim("w", 10, LONG, Map.of("a\u0000", 0))).hasSize(odd.size() - 1);
  }

  /** All times are the server's: nothing here asks the worker what time it is. */
  @Test
  void no_worker_clock_is_read() throws Exception {
    Path classes =
        Path.of(
            PostgresTaskStore.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> ours =
          files
              .filter(file -> file.getFileName().toString().startsWith("Postgres"))
              .filter(file -> file.toString().endsWith(".class"))
              .toList();
      assertThat(ours).hasSizeGreaterThan(10);
      for (Path file : ours) {
        try (InputStream in = Files.newInputStream(file)) {
          String constants = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
          assertThat(constants)
              .as(file.toString())
              .doesNotContain("currentTimeMillis", "java/time/Clock", "InstantSource")
              .doesNotContainPattern("java/util/Date\\b");
        }
      }
    }
  }
}
