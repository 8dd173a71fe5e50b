package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreException;
import java.net.URI;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that go away and callers that are interrupted. */
@Tag("slow")
class PostgresFailureTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void what_was_acknowledged_survives_the_servers_being_killed_and_stores_recover()
      throws Exception {
    try (PostgresServer server = PostgresServer.start();
        PostgresTaskStore store = PostgresTaskStore.open(server.database())) {
      Set<String> created = ConcurrentHashMap.newKeySet();
      Set<String> settled = ConcurrentHashMap.newKeySet();
      AtomicInteger refused = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          String name = "t" + i + "-";
          var creating =
              threads.submit(() -> {
                for (int n = 0; !stop.get(); n++) {
                  try {
                    store.create(PostgresTasks.task(name + n));
                    created.add(name + n);
                  } catch (TaskStoreException e) {
                    refused.incrementAndGet();
                  }
                }
              });
          var running =
              threads.submit(() -> {
                while (!stop.get()) {
                  try {
                    for (var claimed : store.claim(name, 5, LONG, Map.of())) {
                      if (settle(store, claimed.lease())) {
                        settled.add(claimed.lease().taskId());
                      }
                    }
                  } catch (TaskStoreException e) {
                    refused.incrementAndGet();
                  }
                }
              });
        }
        for (int round = 0; round < 3; round++) {
          int before = settled.size();
          Awaitility.await().atMost(LONG).until(() -> settled.size() > before + 200);
          server.kill();
          int failed = refused.get();
          Awaitility.await().atMost(LONG).until(() -> refused.get() > failed);
          server.restart();
        }
        int before = settled.size();
        Awaitility.await().atMost(LONG).until(() -> settled.size() > before + 200);
        stop.set(true);
      }

      assertThat(created).allSatisfy(id -> assertThat(store.find(id)).isPresent());
      assertThat(settled)
          .allSatisfy(id ->
              assertThat(store.find(id).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED));
    }
  }

  private static boolean settle(TaskStore store, Lease lease) {
    return store.settle(lease, TaskStatus.COMPLETED, Optional.empty(), Optional.empty());
  }

  @Test
  void a_server_that_is_not_heard_from_is_given_up_and_used_again_when_it_is_back()
      throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      URI url = URI.create(server.url());
      try (var proxy = new FreezableProxy(url.getPort());
          PostgresTaskStore store =
              PostgresTaskStore.open(
                  PostgresDatabase.at(
                      server.url().replace(":" + url.getPort(), ":" + proxy.port())
                          + "?socketTimeout=2&connectTimeout=2"))) {
        store.create(PostgresTasks.task("before"));
        proxy.freeze(true);

        assertThatThrownBy(() -> store.create(PostgresTasks.task("meanwhile")))
            .isInstanceOf(TaskStoreException.class);

        proxy.freeze(false);
        Awaitility.await()
            .atMost(LONG)
            .ignoreException(TaskStoreException.class)
            .until(() -> store.find("before").isPresent());
      }
    }
  }

  @Test
  void connections_that_an_administrator_ends_are_replaced() throws Exception {
    PostgresDatabase database = PostgresServer.shared();
    try (PostgresTaskStore store = PostgresTaskStore.open(database);
        Connection connection = database.source().getConnection();
        Statement statement = connection.createStatement()) {
      store.create(PostgresTasks.task("a"));
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
              + " 'waybill' AND pid <> pg_backend_pid()");

      Awaitility.await()
          .atMost(LONG)
          .ignoreException(TaskStoreException.class)
          .until(() -> store.find("a").isPresent());
    }
  }

  @Test
  void an_interrupted_caller_gets_its_answer_and_stays_interrupted() throws Exception {
    try (PostgresTaskStore store = PostgresTaskStore.open(PostgresServer.shared());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> callers = new ArrayList<>();
      Queue<Thread> started = new ConcurrentLinkedQueue<>();
      CountDownLatch ready = new CountDownLatch(200);
      for (int i = 0; i < 200; i++) {
        String id = "t" + i;
        callers.add(
            threads.submit(() -> {
              started.add(Thread.currentThread());
              ready.countDown();
              boolean created = store.create(PostgresTasks.task(id)).isNew();
              boolean found = store.find(id).isPresent();
              Thread.currentThread().interrupt();
              return created && found && store.report(id, "still there") && Thread.interrupted();
            }));
      }
      ready.await();
      started.forEach(Thread::interrupt);

      for (Future<Boolean> caller : callers) {
        assertThat(caller.get()).isTrue();
      }
      assertThat(store.queued()).isEqualTo(200);
    }
  }

  @Test
  void a_closed_store_says_so() {
    PostgresTaskStore store = PostgresTaskStore.open(PostgresServer.shared());
    store.close();

    assertThatThrownBy(() -> store.find("a"))
        .isInstanceOf(TaskStoreException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(store::queued)
        .isInstanceOf(TaskStoreException.class)
        .hasMessageContaining("closed");
  }
}
