package dev.waybill.tasks;

import dev.waybill.protocol.RequestMeta;
import dev.waybill.server.Backplane;
import dev.waybill.server.Extension;
import dev.waybill.server.Principal;
import dev.waybill.server.ToolInvocation;
import dev.waybill.server.ToolInvocation.Ran;
import dev.waybill.server.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tasks that are due from the store and runs them, each on a virtual thread. */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration MOMENT = Duration.ofMillis(5);

  /**
   * @param lease after this long without a sign of life a task is taken over
   * @param poll how often the store is asked when no news comes
   * @param concurrency how many tasks run at once
   * @param drain how long tasks that run may go on when the worker closes
   */
  record Settings(Duration lease, Duration poll, int concurrency, Duration drain) {}

  private final String id = TaskIds.random();
  private final TaskStore store;
  private final Backplane backplane;
  private final Payloads payloads;
  private final ForeignJobs foreignJobs;
  private final Extension.Host host;
  private final Settings settings;
  private final Semaphore slots;

  /** Open while the loop that takes tasks goes on. */
  private final CountDownLatch looking;

  /**
   * How many tasks were taken and have not ended, whether they are registered as running or not
   * yet.
   */
  private final AtomicInteger started = new AtomicInteger();

  private final Map<String, Execution> running = new ConcurrentHashMap<>();

  private final ToolRoom room;

  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition news = waiting.newCondition();
  private boolean due;
  private volatile boolean closed;

  Worker(
      TaskStore store,
      Backplane backplane,
      Payloads payloads,
      ForeignJobs foreignJobs,
      Extension.Host host,
      Settings settings) {
    this.store = store;
    this.backplane = backplane;
    this.payloads = payloads;
    this.foreignJobs = foreignJobs;
    this.host = host;
    this.settings = settings;
    this.room = new ToolRoom(host);
    this.slots = new Semaphore(settings.concurrency());
    this.looking = new CountDownLatch(settings.concurrency() > 0 ? 1 : 0);
  }

  void start() {
    if (settings.concurrency() > 0) {
      Thread.startVirtualThread(this::work);
    }
    // Not a virtual thread: handlers that compute for long would keep it from a carrier, and leases
    // would lapse.
    Thread.ofPlatform()
        .daemon()
        .name("waybill-tasks-heartbeat")
        .start(new Heartbeat(this, store, settings.lease())::beat);
  }

  String id() {
    return id;
  }

  boolean isClosed() {
    return closed;
  }

  /** What runs here now, by task. */
  Map<String, Execution> running() {
    return running;
  }

  LeasedTask leased(Lease lease) {
    return new LeasedTask(store, backplane, lease, settings.lease());
  }

  NewTask.Owner owner() {
    return new NewTask.Owner(id, settings.lease());
  }

  /** Something may be due. */
  void wake() {
    waiting.lock();
    try {
      due = true;
      news.signal();
    } finally {
      waiting.unlock();
    }
  }

  void cancel(String taskId) {
    Execution execution = running.get(taskId);
    if (execution != null) {
      execution.stop(Execution.Stop.CANCELLED);
    }
  }

  /** Takes what is due, as much as there are free slots for, and waits when nothing is. */
  private void work() {
    try {
      while (!closed) {
        take();
      }
    } finally {
      looking.countDown();
    }
  }

  private void take() {
    try {
      slots.acquire();
      if (closed) {
        // The slot became free because its task was handed on: it is not for us to take again.
        return;
      }
      int free = 1 + slots.drainPermits();
      List<TaskStore.Claimed> claimed = List.of();
      try {
        claimed = store.claim(id, free, settings.lease(), room.left());
      } finally {
        slots.release(free - claimed.size());
      }
      for (TaskStore.Claimed task : claimed) {
        room.begun(task.task().tool());
        started.incrementAndGet();
        Thread.startVirtualThread(() -> run(task));
      }
      if (claimed.isEmpty()) {
        await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // Whatever it is: a worker that stopped looking for work would not be noticed.
      if (!closed) {
        LOG.warn("The task store did not answer; trying again", e);
        pause();
      }
    }
  }

  private void await() throws InterruptedException {
    waiting.lock();
    try {
      long left = settings.poll().toNanos();
      while (!due && !closed && left > 0) {
        left = news.awaitNanos(left);
      }
      due = false;
    } finally {
      waiting.unlock();
    }
  }

  private void pause() {
    try {
      Thread.sleep(settings.poll());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(TaskStore.Claimed claimed) {
    String taskId = claimed.task().id();
    LeasedTask task = leased(claimed.lease());
    try {
      Payloads.CallPayload payload =
          payloads.read(taskId, claimed.task().payload(), Payloads.CallPayload.class);
      Optional<ToolInvocation> call = invocation(claimed.task(), payload);
      if (call.isEmpty()) {
        room.lacks(claimed.task().tool());
        task.postpone(Duration.ZERO, Optional.of("Waiting for a worker that has the tool"), false);
        task.due();
      } else {
        run(claimed, task, payload.callId(), call.get());
      }
    } catch (LeaseLost lost) {
      LOG.debug("Task {} was taken over", taskId);
    } catch (Throwable e) {
      LOG.error("Task {} could not be run; it is tried again when its lease ends", taskId, e);
    } finally {
      slots.release();
      ended(claimed.task().tool());
      started.decrementAndGet();
    }
  }

  private Optional<ToolInvocation> invocation(TaskRow row, Payloads.CallPayload payload) {
    return host.invocation(
        row.tool(),
        payload.arguments(),
        new Principal(row.principal(), payload.scopes()),
        RequestMeta.of(payload.meta()));
  }

  private void run(TaskStore.Claimed claimed, LeasedTask task, String callId, ToolInvocation call) {
    Execution execution = new Execution(task, payloads, foreignJobs, call, claimed.task());
    running.put(task.id(), execution);
    try {
      execution.begin(Thread.currentThread());
      TaskRow row = claimed.task();
      if (row.times().expired() || row.times().overdue()) {
        execution.runOut();
        task.changed();
      } else if (claimed.interrupted() && !execution.policy().replayable()) {
        execution.giveUp();
        task.changed();
      } else {
        TaskWorld world = new TaskWorld(task, payloads, callId, row.times().age()).load();
        var unused = run(execution, world);
      }
    } finally {
      running.remove(task.id(), execution);
    }
  }

  /** Runs a task that was stored by this worker and for it; what the first run comes to. */
  CompletableFuture<Ran> runHere(TaskStore.Created created, ToolInvocation call, World request) {
    LeasedTask task = leased(created.lease().orElseThrow());
    CompletableFuture<Ran> ended = new CompletableFuture<>();
    Execution execution = new Execution(task, payloads, foreignJobs, call, created.task());
    running.put(task.id(), execution);
    room.begun(execution.tool());
    Thread.startVirtualThread(() -> {
      try {
        execution.begin(Thread.currentThread());
        TaskWorld world =
            new TaskWorld(task, payloads, request.callId(), created.task().times().age());
        request.entries().forEach(world::known);
        ended.complete(run(execution, world));
      } catch (Throwable e) {
        ended.completeExceptionally(e);
      } finally {
        ended(execution);
      }
    });
    return ended;
  }

  private static Ran run(Execution execution, TaskWorld world) {
    StatusReporter status = new StatusReporter(execution.task()::report);
    Ran ran = execution.call().run(world, status, execution.cancellation());
    execution.finish(world, ran);
    return ran;
  }

  /** Takes over a call that became a task while it ran. */
  Execution adopt(LeasedTask task, ToolInvocation call, TaskRow row, Thread handler) {
    Execution execution = new Execution(task, payloads, foreignJobs, call, row);
    execution.begin(handler);
    running.put(task.id(), execution);
    room.begun(execution.tool());
    return execution;
  }

  /** An adopted call has ended. */
  void ended(Execution execution) {
    running.remove(execution.task().id(), execution);
    ended(execution.tool());
  }

  private void ended(String tool) {
    if (room.ended(tool)) {
      wake();
    }
  }

  /** Lets what runs go on for a while, then interrupts it and hands it back. */
  void close() {
    closed = true;
    wake();
    // For a loop that waits for a slot; one too many is no harm any more.
    slots.release();
    try {
      long until = System.nanoTime() + settings.drain().toNanos();
      while (isBusy() && System.nanoTime() - until < 0) {
        Thread.sleep(MOMENT);
      }
      until = System.nanoTime() + settings.lease().toNanos();
      while (isBusy() && System.nanoTime() - until < 0) {
        // Again and again, because what was claimed in the last moment begins only now.
        running.values().forEach(execution -> execution.stop(Execution.Stop.CLOSING));
        Thread.sleep(MOMENT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isBusy() {
    return looking.getCount() > 0 || started.get() > 0 || !running.isEmpty();
  }
}
