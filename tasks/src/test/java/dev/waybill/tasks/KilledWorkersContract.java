package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Three worker processes run thousands of tasks while one of them is killed again and again, and
 * while the store itself is killed: everything ends, and nothing that was recorded is done twice.
 */
@Tag("slow")
public abstract class KilledWorkersContract {
  private static final int TASKS = 5_000;
  private static final int WORKERS = 3;
  private static final Duration BETWEEN_KILLS = Duration.ofMillis(1500);
  private static final int BETWEEN_KILLS_ENDED = 50;
  private static final Duration ENOUGH = Duration.ofMinutes(8);

  @TempDir Path folder;

  /** The class by which worker processes reach the store. */
  protected abstract Class<? extends CrashStores> stores();

  /** What is handed to it. */
  protected abstract String location() throws Exception;

  /** Kills the store's server and starts it again; nothing for a store that has none. */
  protected void killStore() throws Exception {}

  @Test
  void nothing_is_lost_and_nothing_recorded_is_done_again() throws Exception {
    CrashStores stores = stores().getDeclaredConstructor().newInstance();
    try (WorkerProcesses workers =
            new WorkerProcesses(stores(), location(), folder, CrashWorker.LEASE);
        TaskStore store = stores.store(location());
        TaskEngine engine = TaskEngine.builder(store).concurrency(0).build()) {
      Ledger ledger = workers.ledger();
      TaskClient front = TaskClient.at(engine, CrashWorker.tool(ledger));
      Set<String> ids;
      int kills;
      try (var creating = Executors.newSingleThreadExecutor()) {
        Future<Set<String>> created = creating.submit(() -> create(front));
        kills = killUntilAllEnded(store, workers, created);
        ids = created.get();
      }

      assertThat(kills).as("workers killed").isGreaterThanOrEqualTo(3);
      check(ids, results(front, ids), ledger.lines());
    }
  }

  /** Handles of tasks that are stored: what was acknowledged, and must not be lost. */
  private static Set<String> create(TaskClient front) throws Exception {
    ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 10; caller++) {
        var unused =
            callers.submit(() -> {
              for (int i = 0; i < TASKS / 10; i++) {
                ids.add(start(front));
              }
              return true;
            });
      }
    }
    assertThat(ids).hasSize(TASKS).doesNotHaveDuplicates();
    return new HashSet<>(ids);
  }

  /** Tries again while the store is away; what then comes of the first try is nobody's. */
  private static String start(TaskClient front) throws InterruptedException {
    long giveUp = System.nanoTime() + ENOUGH.toNanos();
    while (true) {
      JsonNode response = front.respond("tools/call", TaskClient.call(CrashWorker.TOOL));
      if (response.has("result")) {
        return response.at("/result/taskId").stringValue();
      }
      assertThat(response.at("/error/message").stringValue()).contains("task store");
      assertThat(System.nanoTime()).as("the store came back").isLessThan(giveUp);
      Thread.sleep(20);
    }
  }

  private int killUntilAllEnded(TaskStore store, WorkerProcesses workers, Future<?> created)
      throws Exception {
    Random random = new Random(7);
    Process[] alive = new Process[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
      alive[i] = workers.start(Map.of());
    }
    long start = System.nanoTime();
    int kills = 0;
    boolean storeKilled = false;
    long ended = 0;
    while (!created.isDone() || open(store) > 0) {
      assertThat(System.nanoTime() - start)
          .as("time to end %s tasks, %s open", TASKS, open(store))
          .isLessThan(ENOUGH.toNanos());
      // Not to wait for anything: workers are killed so often, whatever they are doing; only on a
      // machine so busy that they hardly start in that time, they are left to do a little.
      Thread.sleep(BETWEEN_KILLS);
      if (ended(store) - ended < BETWEEN_KILLS_ENDED && open(store) > 0) {
        continue;
      }
      ended = ended(store);
      int victim = random.nextInt(WORKERS);
      alive[victim].destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      kills++;
      alive[victim] = workers.start(Map.of());
      if (!storeKilled && kills == 2) {
        killStore();
        storeKilled = true;
      }
    }
    return kills;
  }

  private static long open(TaskStore store) throws InterruptedException {
    return count(store, status -> !status.isTerminal());
  }

  private static long ended(TaskStore store) throws InterruptedException {
    return count(store, TaskStatus::isTerminal);
  }

  /** Waits for a store that is being restarted, as everybody else does. */
  private static long count(TaskStore store, Predicate<TaskStatus> which)
      throws InterruptedException {
    long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      try {
        Map<TaskStatus, TaskStore.Tally> tally = store.tally();
        return tally.entrySet().stream()
            .filter(each -> which.test(each.getKey()))
            .mapToLong(each -> each.getValue().count())
            .sum();
      } catch (TaskStoreException away) {
        assertThat(System.nanoTime()).as("the store came back").isLessThan(giveUp);
        Thread.sleep(100);
      }
    }
  }

  private static Map<String, String> results(TaskClient front, Set<String> ids) {
    Map<String, String> results = new HashMap<>();
    for (String id : ids) {
      var task = front.get(id);
      assertThat(task.get("status").stringValue()).isEqualTo("completed");
      results.put(id, task.at("/result/content/0/text").stringValue());
    }
    return results;
  }

  private static void check(Set<String> ids, Map<String, String> results, List<Ledger.Line> lines) {
    Map<String, String> kept = new HashMap<>();
    Map<String, String> keys = new HashMap<>();
    Map<String, Long> holders = new HashMap<>();
    Map<String, Long> tokens = new HashMap<>();
    Set<String> done = new HashSet<>();
    Set<String> refused = new HashSet<>();
    int repeated = 0;
    for (Ledger.Line line : lines) {
      String step = line.task() + "/" + line.step();
      assertThat(keys.computeIfAbsent(step, s -> line.idempotencyKey()))
          .as("the idempotency key of %s", step)
          .isEqualTo(line.idempotencyKey());
      switch (line.kind()) {
        case "did" -> {
          String lease = line.task() + "/" + line.fencingToken();
          assertThat(holders.computeIfAbsent(lease, l -> line.worker()))
              .as("who holds lease %s", lease)
              .isEqualTo(line.worker());
          if (line.fencingToken() < tokens.getOrDefault(line.task(), 0L)) {
            // A worker that stood still for longer than its lease: fencing is what refuses it.
            refused.add(line.value());
          } else {
            assertThat(kept).as("a recorded step that is done again").doesNotContainKey(step);
            tokens.put(line.task(), line.fencingToken());
            repeated += done.add(step) ? 0 : 1;
          }
        }
        case "kept" ->
            assertThat(kept.computeIfAbsent(step, s -> line.value()))
                .as("what was recorded of %s", step)
                .isEqualTo(line.value());
        default -> throw new IllegalStateException(line.kind());
      }
    }
    assertThat(repeated).as("steps cut off before their record, and done again").isPositive();
    assertThat(refused)
        .as("values of workers that had lost their lease")
        .doesNotContainAnyElementsOf(kept.values());
    for (String id : ids) {
      assertThat(results.get(id))
          .isEqualTo(
              kept.get(id + "/one") + " " + kept.get(id + "/two") + " " + kept.get(id + "/three"));
    }
  }
}
