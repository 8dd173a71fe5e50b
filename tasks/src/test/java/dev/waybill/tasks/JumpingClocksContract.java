package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of one worker jumps by an hour, forth and back, while three run tasks. */
@Tag("slow")
public abstract class JumpingClocksContract {
  private static final int ROUND = 150;
  private static final int MOST_ROUNDS = 200;
  private static final Duration LEASE = Duration.ofSeconds(60);

  private static final List<Duration> JUMPS =
      List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ZERO);

  @TempDir Path folder;

  /** The class by which worker processes reach the store. */
  protected abstract Class<? extends CrashStores> stores();

  /** What is handed to it. */
  protected abstract String location() throws Exception;

  @Test
  void a_clock_that_jumps_by_an_hour_breaks_no_lease() throws Exception {
    JumpingClock clock = JumpingClock.in(folder);
    CrashStores stores = stores().getDeclaredConstructor().newInstance();
    try (WorkerProcesses workers = new WorkerProcesses(stores(), location(), folder, LEASE);
        TaskStore store = stores.store(location());
        TaskEngine engine = TaskEngine.builder(store).concurrency(0).build()) {
      Ledger ledger = workers.ledger();
      TaskClient front = TaskClient.at(engine, CrashWorker.tool(ledger));
      Process odd = workers.start(clock.environment());
      workers.start(Map.of());
      workers.start(Map.of());
      List<String> ids = new ArrayList<>();
      for (Duration jump : JUMPS) {
        clock.jump(jump);
        runUntilTakenPartIn(odd, front, store, ledger, ids);
      }

      ids.forEach(front::text);
      check(ledger.lines(), odd.pid());
    }
  }

  /**
   * Tasks run until the worker whose clock jumps has done some of them, which it does once it is
   * up.
   */
  private static void runUntilTakenPartIn(
      Process odd, TaskClient front, TaskStore store, Ledger ledger, List<String> ids)
      throws Exception {
    long before = linesOf(odd, ledger);
    for (int round = 0; round < MOST_ROUNDS && linesOf(odd, ledger) == before; round++) {
      for (int i = 0; i < ROUND; i++) {
        ids.add(front.start(CrashWorker.TOOL));
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> !store.tally().containsKey(TaskStatus.WORKING));
    }
    assertThat(linesOf(odd, ledger))
        .as("work of the worker whose clock jumps")
        .isGreaterThan(before);
  }

  private static long linesOf(Process worker, Ledger ledger) throws Exception {
    return ledger.lines().stream().filter(line -> line.worker() == worker.pid()).count();
  }

  /** Each task ran under its first lease, and each of its steps once. */
  private static void check(List<Ledger.Line> lines, long odd) {
    Set<String> done = new HashSet<>();
    for (Ledger.Line line : lines) {
      if (line.kind().equals("did")) {
        assertThat(line.fencingToken()).as("leases of %s", line.task()).isEqualTo(1);
        assertThat(done.add(line.task() + "/" + line.step())).isTrue();
      }
    }
    long now = Instant.now().getEpochSecond();
    assertThat(lines)
        .as("work done while the clock was wrong")
        .anyMatch(line -> line.worker() == odd && Math.abs(line.clock() - now) > 3000);
    assertThat(lines).anyMatch(line -> line.worker() != odd);
  }
}
