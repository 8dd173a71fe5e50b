package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the store does when its server dies, stands still or comes back. */
@Tag("slow")
class RedisFailureTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private RedisServer server;
  private TaskStore store;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    store = RedisTaskStore.open(RedisOptions.at(server.url()).timeout(Duration.ofSeconds(2)));
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  private Lease claimed(String id) {
    store.create(NewTasks.of(id));
    return store.claim("w", 1, LONG, Map.of()).getFirst().lease();
  }

  @Test
  void a_server_that_was_killed_and_forgot_the_scripts_is_used_again() {
    Lease lease = claimed("a");
    store.record(lease, "step", "1".getBytes(UTF_8));

    server.restart();

    Awaitility.await()
        .ignoreExceptionsInstanceOf(TaskStoreException.class)
        .until(() -> store.find("a").isPresent());
    assertThat(store.journal("a")).hasSize(1);
    assertThat(store.record(lease, "more", "2".getBytes(UTF_8))).isTrue();
    assertThat(store.settle(lease, TaskStatus.COMPLETED, Optional.empty(), Optional.empty()))
        .isTrue();
    assertThat(store.queued()).isZero();
  }

  @Test
  void while_the_server_is_away_every_call_fails_and_none_hangs() {
    server.kill();

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> {
          assertThatThrownBy(() -> store.find("a")).isInstanceOf(TaskStoreException.class);
          assertThatThrownBy(() -> store.claim("w", 1, LONG, Map.of()))
              .isInstanceOf(TaskStoreException.class);
          assertThatThrownBy(() -> store.create(NewTasks.of("b")))
              .isInstanceOf(TaskStoreException.class);
        });
    server.restart();
    Awaitility.await()
        .ignoreExceptionsInstanceOf(TaskStoreException.class)
        .until(() -> store.create(NewTasks.of("c")).isNew());
  }

  @Test
  void what_was_acknowledged_survives_a_server_that_is_killed_again_and_again() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger failures = new AtomicInteger();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        int caller = i;
        var unused =
            callers.submit(() -> {
              for (int n = 0; !done.get(); n++) {
                String id = "t" + caller + "-" + n;
                try {
                  store.create(
                      NewTasks.withKey(id, n % 2 == 0 ? Optional.of(id) : Optional.empty()));
                  acknowledged.add(id);
                } catch (TaskStoreException e) {
                  failures.incrementAndGet();
                }
              }
            });
      }
      for (int round = 1; round <= 4; round++) {
        int enough = acknowledged.size() + 500;
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged.size() >= enough);
        server.restart();
      }
      done.set(true);
    }

    assertThat(failures).hasPositiveValue();
    Awaitility.await()
        .ignoreExceptionsInstanceOf(TaskStoreException.class)
        .until(() -> store.find("no such task").isEmpty());
    assertThat(acknowledged).allSatisfy(id -> assertThat(store.find(id)).isPresent());
  }

  @Test
  void a_server_that_stands_still_is_given_up_in_time_and_used_again() throws Exception {
    store.create(NewTasks.of("a"));
    server.signal("STOP");
    long before = System.nanoTime();

    assertThatThrownBy(() -> store.find("a"))
        .isInstanceOf(TaskStoreException.class)
        .hasMessageContaining("in time");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
    server.signal("CONT");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(TaskStoreException.class)
        .until(() -> store.find("a").isPresent());
  }

  @Test
  void an_interrupted_caller_finishes_what_it_began_and_stays_interrupted() throws Exception {
    Lease lease = claimed("a");
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean recorded = new AtomicBoolean();
    AtomicBoolean interrupted = new AtomicBoolean();

    Thread.startVirtualThread(() -> {
      Thread.currentThread().interrupt();
      recorded.set(store.record(lease, "step", "1".getBytes(UTF_8)));
      interrupted.set(Thread.currentThread().isInterrupted());
      ended.countDown();
    });
    ended.await();

    assertThat(recorded).isTrue();
    assertThat(interrupted).isTrue();
    assertThat(store.journal("a")).hasSize(1);
  }

  @Test
  void a_creation_that_is_repeated_because_its_answer_was_lost_is_the_same_one() {
    TaskStore.Created first = store.create(NewTasks.withKey("a", Optional.of("order 7")));
    TaskStore.Created again = store.create(NewTasks.withKey("a", Optional.of("order 7")));

    assertThat(first.isNew()).isTrue();
    assertThat(again.isNew()).isTrue();
    assertThat(store.queued()).isEqualTo(1);
    assertThat(store.find("a")).isPresent();
  }
}
