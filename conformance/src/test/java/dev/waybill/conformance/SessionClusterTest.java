package dev.waybill.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waybill.jdbc.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions on three worker processes that have a database and keys in common, behind an nginx that
 * deals requests out one by one: no client is bound to a worker. The clients are the official Java
 * SDK's.
 */
@Tag("slow")
@Timeout(600)
class SessionClusterTest {
  private static final int SESSIONS = 1_000;
  private static final int AT_ONCE = 8;

  @TempDir Path folder;
  private final List<CalledWorker> workers = new ArrayList<>();
  private String keys;
  private String database;
  private RoundRobin proxy;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Legacy.IS_THERE);
    byte[] key = new byte[32];
    new Random(11).nextBytes(key);
    keys = "shared:" + Base64.getEncoder().encodeToString(key);
    database = PostgresServer.sharedUrl();
    for (int i = 0; i < 3; i++) {
      workers.add(new CalledWorker(folder, "worker-" + i, 0, keys, database));
    }
    workers.forEach(CalledWorker::ready);
    proxy = new RoundRobin(folder, workers.stream().map(CalledWorker::address).toList());
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (proxy != null) {
      proxy.close();
    }
    for (CalledWorker worker : workers) {
      worker.close();
    }
  }

  @Test
  void an_elicitation_is_answered_on_another_worker_than_it_was_asked_on() throws Exception {
    try (JavaClient client = JavaClient.http(proxy.uri(), List.of())) {
      String deployed = client.text("deploy");
      assertThat(deployed).startsWith("deployed by ");
      assertAnsweredElsewhere("\"approved\"", address(deployed.substring("deployed by ".length())));
    }
  }

  @Test
  void a_sampling_is_answered_on_another_worker_than_it_was_asked_on() throws Exception {
    try (JavaClient client = JavaClient.http(proxy.uri(), List.of())) {
      String sampled = client.text("capital");
      assertThat(sampled).startsWith("Paris, heard by ");
      assertAnsweredElsewhere("\"atlas\"", address(sampled.substring("Paris, heard by ".length())));
    }
  }

  /** The only request that carries the answer was taken by a worker other than the asking one. */
  private void assertAnsweredElsewhere(String answer, String asking) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          List<RoundRobin.Taken> answers =
              proxy.taken().stream().filter(taken -> taken.body().contains(answer)).toList();
          assertThat(answers).hasSize(1);
          assertThat(answers.getFirst().status()).isEqualTo(202);
          assertThat(answers.getFirst().worker()).isNotEqualTo(asking).isIn(addresses());
        });
  }

  private String address(String name) {
    return workers.stream()
        .filter(worker -> worker.name().equals(name))
        .findFirst()
        .orElseThrow()
        .address();
  }

  private List<String> addresses() {
    return workers.stream().map(CalledWorker::address).toList();
  }

  @Test
  void all_workers_are_restarted_and_no_client_of_a_thousand_initializes_again() throws Exception {
    List<JavaClient> clients = new ArrayList<>();
    try {
      clients.addAll(inParallel(SESSIONS, i -> JavaClient.http(proxy.uri(), List.of())));
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger next = new AtomicInteger();
      ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
      Map<String, Integer> calls = new ConcurrentHashMap<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Future<?>> load = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          load.add(
              threads.submit(() -> {
                while (!over.get()) {
                  try {
                    String worker = clients.get(next.getAndIncrement() % SESSIONS).text("who");
                    calls.merge(worker, 1, Integer::sum);
                  } catch (RuntimeException e) {
                    failures.add(e.toString());
                  }
                }
              }));
        }
        for (int i = 0; i < workers.size(); i++) {
          CalledWorker old = workers.get(i);
          old.end();
          String name = "again-" + i;
          workers.set(i, new CalledWorker(folder, name, old.port(), keys, database).ready());
          // As whoever restarts workers does: the next one when this one has its share again.
          await().atMost(Duration.ofSeconds(60)).until(() -> calls.containsKey(name));
        }
        over.set(true);
        for (Future<?> each : load) {
          each.get();
        }
      }
      List<String> answered = inParallel(SESSIONS, i -> clients.get(i).text("who"));
      System.out.println(
          "sessions: calls while all workers were restarted "
              + calls
              + ", failed "
              + failures.size());
      assertThat(answered).containsOnly("again-0", "again-1", "again-2");
      assertThat(clients).allMatch(client -> client.initializations() == 1);
      // Those that were on their way to a worker at the moment it ended.
      assertThat(failures.size()).isLessThanOrEqualTo(3 * AT_ONCE);
      assertThat(failures).allMatch(failure -> failure.matches("(?s).*status code: 50[23].*"));
    } finally {
      inParallel(
          clients.size(),
          i -> {
            clients.get(i).close();
            return i;
          });
    }
  }

  private interface Each<T> {
    T of(int index) throws Exception;
  }

  private static <T> List<T> inParallel(int count, Each<T> each) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        tasks.add(() -> each.of(index));
      }
      List<T> all = new ArrayList<>();
      for (Future<T> done : threads.invokeAll(tasks)) {
        all.add(done.get());
      }
      return all;
    }
  }
}
