package dev.waybill.tasks;

import dev.waybill.server.McpServer;
import dev.waybill.server.Step;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/** A worker process of the crash tests: runs tasks until it is killed. */
final class CrashWorker {
  static final String TOOL = "three-steps";
  static final Duration LEASE = Duration.ofSeconds(3);

  private CrashWorker() {}

  /**
   * @param arguments the class of the stores, their location, the ledger's file, milliseconds of a
   *     lease
   */
  public static void main(String[] arguments) throws Exception {
    CrashStores stores =
        (CrashStores) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
    TaskEngine engine =
        TaskEngine.builder(stores.store(arguments[1]))
            .backplane(stores.backplane(arguments[1]))
            .lease(Duration.ofMillis(Long.parseLong(arguments[3])))
            .poll(Duration.ofMillis(100))
            .concurrency(32)
            .build();
    Tool tool = tool(new Ledger(Path.of(arguments[2])));
    McpServer.builder("crash", "1").extension(engine).add(tool).build();
    new CountDownLatch(1).await();
  }

  /** Three steps, each of which leaves a line before its value is recorded, and one after. */
  static Tool tool(Ledger ledger) {
    return Tool.named(TOOL)
        .task(TaskPolicy.always())
        .handler((in, call) -> {
          StringBuilder values = new StringBuilder();
          String task = call.taskId().orElseThrow();
          for (String step : new String[] {"one", "two", "three"}) {
            Done done = call.step(step, Done.class, running -> run(ledger, task, step, running));
            ledger.append(
                new Ledger.Line(
                    "kept",
                    task,
                    step,
                    done.key(),
                    0,
                    ProcessHandle.current().pid(),
                    Instant.now().getEpochSecond(),
                    done.value()));
            values.append(done.value()).append(' ');
          }
          return values.toString().strip();
        });
  }

  record Done(String key, String value) {}

  private static Done run(Ledger ledger, String task, String step, Step running)
      throws IOException, InterruptedException {
    String value = UUID.randomUUID().toString();
    ledger.append(
        new Ledger.Line(
            "did",
            task,
            step,
            running.idempotencyKey(),
            running.fencingToken(),
            ProcessHandle.current().pid(),
            Instant.now().getEpochSecond(),
            value));
    // So that some workers die between what a step did and its record.
    if (ThreadLocalRandom.current().nextInt(8) == 0) {
      Thread.sleep(ThreadLocalRandom.current().nextInt(50));
    }
    return new Done(running.idempotencyKey(), value);
  }
}
