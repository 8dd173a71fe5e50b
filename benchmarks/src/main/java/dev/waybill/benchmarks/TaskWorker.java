package dev.waybill.benchmarks;

import dev.waybill.server.McpServer;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.tasks.FinishedTask;
import dev.waybill.tasks.TaskEngine;
import dev.waybill.tasks.TaskStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker that runs tasks, and the clients that make it: both in one process on one core, so that
 * what clients cost counts too.
 */
public final class TaskWorker {
  private static final int CALLERS = 64;
  private static final int FILLERS = 128;
  private static final int KNOWN = 10_000;

  private final TaskStore store;
  private final TaskClient client;
  private final Map<String, Long> woken = new ConcurrentHashMap<>();
  private final List<String> finished = new ArrayList<>();

  record Answer(boolean ok) {}

  private TaskWorker(TaskStores.Opened opened) {
    this.store = opened.store();
    TaskEngine engine = TaskEngine.builder(store).backplane(opened.backplane()).build();
    this.client =
        new TaskClient(
            McpServer.builder("tasks", "1.0.0")
                .extension(engine)
                .add(
                    Tool.named("work")
                        .task(TaskPolicy.always())
                        .handler((in, call) -> "It is done"))
                .add(
                    Tool.named("ask")
                        .task(TaskPolicy.always())
                        .handler((in, call) -> {
                          call.elicit("ok", "Go on?", Answer.class);
                          woken.put(call.taskId().orElseThrow(), System.nanoTime());
                          return "It is done";
                        }))
                .build());
  }

  /**
   * @param args the URL of the store
   */
  public static void main(String[] args) throws Exception {
    TaskWorker worker = new TaskWorker(TaskStores.open(args[0]));
    Commands.serve(
        "ready",
        command -> {
          String[] words = command.split(" ", -1);
          int n = words.length > 1 ? Integer.parseInt(words[1]) : 0;
          try {
            return switch (words[0]) {
              case "run" -> worker.run(n);
              case "wake" -> worker.wake(n);
              case "get" -> worker.get(n);
              case "fill" -> worker.fill(n);
              case "park" -> worker.park(n);
              default -> Heap.answer(command);
            };
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Tasks created, run and read to the end, a second. */
  private String run(int tasks) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(tasks);
    ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    together(
        CALLERS,
        () -> {
          while (left.getAndDecrement() > 0) {
            String id = client.call("work");
            client.await(id, "completed");
            ids.add(id);
          }
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    for (String id : ids) {
      if (finished.size() < KNOWN) {
        finished.add(id);
      }
    }
    return Double.toString(tasks / seconds);
  }

  private static void together(int callers, Runnable work) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(callers);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        threads.execute(() -> {
          work.run();
          done.countDown();
        });
      }
      done.await();
    }
  }

  /** From the answer that wakes a task to its handler, milliseconds: median and 99th percentile. */
  private String wake(int rounds) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      String id = client.call("ask");
      client.await(id, "input_required");
      long start = System.nanoTime();
      client.answer(id, "ok");
      client.await(id, "completed");
      millis.add((Objects.requireNonNull(woken.remove(id)) - start) / 1e6);
    }
    Collections.sort(millis);
    return millis.get(rounds / 2) + " " + millis.get(rounds * 99 / 100);
  }

  /** {@code tasks/get} a second, of tasks picked at random. */
  private String get(int seconds) throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    together(
        CALLERS,
        () -> {
          while (System.nanoTime() - end < 0) {
            client.get(finished.get(ThreadLocalRandom.current().nextInt(finished.size())));
            asked.incrementAndGet();
          }
        });
    return Double.toString(asked.get() / ((System.nanoTime() - start) / 1e9));
  }

  private String fill(int tasks) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(tasks);
    together(
        FILLERS,
        () -> {
          while (left.getAndDecrement() > 0) {
            FinishedTask.store(store);
          }
        });
    return Integer.toString(tasks);
  }

  /** Heap that a task holds while it waits for an answer, in bytes. */
  private String park(int tasks) throws InterruptedException {
    parkTogether(tasks / 10);
    long before = Long.parseLong(Heap.answer(Heap.COMMAND));
    parkTogether(tasks);
    double bytes = Long.parseLong(Heap.answer(Heap.COMMAND)) - before;
    return Double.toString(bytes / tasks);
  }

  private void parkTogether(int tasks) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(tasks);
    together(
        CALLERS,
        () -> {
          while (left.getAndDecrement() > 0) {
            client.await(client.call("ask"), "input_required");
          }
        });
  }
}
