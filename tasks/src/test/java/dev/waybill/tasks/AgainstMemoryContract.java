package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to tasks, in whatever order: a store says the same as one in memory. */
@Tag("slow")
public abstract class AgainstMemoryContract {
  private static final Duration LONG = Duration.ofHours(1);
  private static final int STEPS = 600;
  private static final int TASKS = 8;

  private Random random = new Random();
  private final List<Lease> leases = new ArrayList<>();
  private int created;

  /** A fresh store. */
  protected abstract TaskStore open() throws Exception;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void the_same_happens_in_both(long seed) throws Exception {
    random = new Random(seed);
    try (TaskStore store = open();
        TaskStore memory = new InMemoryTaskStore(InstantSource.system())) {
      for (int step = 0; step < STEPS; step++) {
        Function<TaskStore, Object> what = next();
        assertThat(what.apply(store)).as("step %s", step).isEqualTo(what.apply(memory));
        assertThat(state(store)).as("after step %s", step).isEqualTo(state(memory));
      }
    }
  }

  private Function<TaskStore, Object> next() {
    String id = "t" + random.nextInt(TASKS);
    Lease lease =
        leases.isEmpty() ? new Lease(id, "w", 1) : leases.get(random.nextInt(leases.size()));
    Duration time = random.nextBoolean() ? Duration.ZERO : LONG;
    String worker = "w" + random.nextInt(3);
    String key = "k" + random.nextInt(3);
    byte[] bytes = {(byte) random.nextInt(100)};
    boolean yes = random.nextBoolean();
    return switch (random.nextInt(17)) {
      case 0, 1 -> {
        NewTask task = task("t" + created++ % TASKS, key, yes, time);
        // Ids are never used twice: make place first.
        yield store -> {
          if (store.find(task.id()).isPresent()) {
            return store.purge(task.id());
          }
          TaskStore.Created answer = store.create(task);
          return List.of(answer.isNew(), answer.task().id(), answer.lease());
        };
      }
      case 2, 3, 4 ->
          store -> {
            TreeMap<String, Object> all = new TreeMap<>();
            for (TaskStore.Claimed one : store.claim(worker, 100, time, Map.of())) {
              all.put(one.task().id(), List.of(one.lease(), one.interrupted()));
              keep(one.lease());
            }
            return all;
          };
      case 5 ->
          store ->
              store
                  .take(id, worker, time)
                  .map(one -> {
                    keep(one.lease());
                    return List.of(one.lease(), one.interrupted());
                  });
      case 6 -> store -> store.renew(List.of(lease), time);
      case 7 -> store -> store.record(lease, key, bytes);
      case 8 -> store -> yes ? store.report(id, key) : store.report(lease, key);
      case 9, 10 ->
          store -> store.park(lease, yes ? Map.of(key, bytes) : Map.of("k0", bytes, "k1", bytes));
      case 11 -> store -> store.postpone(lease, time, Optional.of(key), yes);
      case 12 ->
          store ->
              store.settle(
                  lease,
                  yes ? TaskStatus.COMPLETED : TaskStatus.FAILED,
                  Optional.of(bytes),
                  Optional.empty());
      case 13, 14 -> {
        Map<String, byte[]> answers = new TreeMap<>(Map.of("k0", bytes));
        answers.put(key, bytes);
        yield store -> new TreeSet<>(store.answer(id, answers));
      }
      case 15 -> store -> store.cancel(id).map(TaskRow::status);
      default -> store -> store.retry(id);
    };
  }

  private void keep(Lease lease) {
    if (leases.size() > 30) {
      leases.removeFirst();
    }
    leases.add(lease);
  }

  private static NewTask task(String id, String key, boolean owned, Duration lease) {
    return new NewTask(
        id,
        "alice",
        "tool",
        new byte[0],
        List.of(),
        new NewTask.Terms(0, Optional.empty(), LONG, Duration.ZERO, Optional.of(id + key)),
        owned ? Optional.of(new NewTask.Owner("w0", lease)) : Optional.empty());
  }

  /** All that can be seen, but times. */
  private static Map<String, Object> state(TaskStore store) {
    Map<String, Object> state = new TreeMap<>();
    for (int i = 0; i < TASKS; i++) {
      String id = "t" + i;
      store
          .find(id)
          .ifPresent(row ->
              state.put(
                  id,
                  List.of(
                      row.status(),
                      row.state().message(),
                      row.state().outcome().map(bytes -> (int) bytes[0]),
                      row.state().attempts(),
                      row.state().worker(),
                      row.state().cancelRequested(),
                      store.journal(id).stream().map(e -> e.key() + e.payload()[0]).toList(),
                      new TreeSet<>(store.questions(id).keySet()))));
    }
    for (int w = 0; w < 3; w++) {
      state.put("cancelled of w" + w, store.cancelRequests("w" + w));
    }
    state.put("queued", store.queued());
    Map<TaskStatus, Long> counts = new TreeMap<>();
    store.tally().forEach((status, tally) -> counts.put(status, tally.count()));
    state.put("tally", counts);
    return state;
  }
}
