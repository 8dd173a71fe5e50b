package dev.waybill.tasks;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.protocol.Result;
import dev.waybill.server.Call;
import dev.waybill.server.CallRunner;
import dev.waybill.server.Extension;
import dev.waybill.server.KeyRing;
import dev.waybill.server.Principal;
import dev.waybill.server.Sealer;
import dev.waybill.server.ToolInvocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The tasks extension: makes tasks of calls and runs them.
 *
 * <pre>{@code
 * try (var tasks = TaskEngine.builder(store).keys(keys).build()) {
 *   McpServer server = McpServer.builder("deployer", "1").extension(tasks).add(deploy).build();
 *   …
 * }
 * }</pre>
 *
 * <p>Closing it stops taking tasks; those it runs are handed on when their leases end.
 */
public final class TaskEngine implements Extension, AutoCloseable {
  /** The extension's identifier. */
  public static final String ID = "io.modelcontextprotocol/tasks";

  private static final Logger LOG = LoggerFactory.getLogger(TaskEngine.class);
  private static final Duration TEND = Duration.ofMillis(250);
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final Duration EXPIRED_KNOWN = Duration.ofHours(1);
  private static final int SWEPT_AT_ONCE = 100;

  private final TaskStore store;
  private final Backplane backplane;
  private final Payloads payloads;
  private final TaskMethods methods;
  private final TaskSubscriptions subscriptions;
  private final String worker = TaskIds.random();
  private final Duration lease;
  private final Duration poll;
  private final Semaphore slots;
  private final Map<String, Execution> running = new ConcurrentHashMap<>();
  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition news = waiting.newCondition();
  private boolean due;
  private volatile boolean closed;
  private volatile @Nullable Host host;
  private @Nullable AutoCloseable listening;

  private TaskEngine(Builder builder) {
    this.store = builder.store;
    this.backplane = builder.backplane;
    this.payloads = new Payloads(builder.keys == null ? null : new Sealer(builder.keys));
    this.lease = builder.lease;
    this.poll = builder.poll;
    this.slots = new Semaphore(builder.workers);
    this.methods = new TaskMethods(store, payloads, backplane);
    this.subscriptions = new TaskSubscriptions(methods, backplane);
  }

  /** Starts an engine on a store. */
  public static Builder builder(TaskStore store) {
    return new Builder(store);
  }

  TaskStore store() {
    return store;
  }

  Payloads payloads() {
    return payloads;
  }

  Backplane backplane() {
    return backplane;
  }

  NewTask.Owner owner() {
    return new NewTask.Owner(worker, lease);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<String> methods() {
    return Set.of(TaskMethods.GET, TaskMethods.UPDATE, TaskMethods.CANCEL);
  }

  @Override
  public Optional<String> nameMember(String method) {
    return Optional.of("taskId");
  }

  @Override
  public Result handle(ClientRequest.Extended request, Call call) {
    return methods.handle(request, call.principal());
  }

  @Override
  public Set<String> resultTypes() {
    return Set.of(Task.TYPE);
  }

  @Override
  public Set<String> filters() {
    return Set.of(TaskSubscriptions.FILTER);
  }

  @Override
  public Optional<Subscribed> subscribe(
      String filter, JsonNode wanted, Principal principal, Sink sink) {
    return subscriptions.subscribe(wanted, principal, sink);
  }

  @Override
  public Optional<CallRunner> runner() {
    return Optional.of(new TaskCalls(this));
  }

  @Override
  public void start(Host server) {
    host = server;
    listening = backplane.listen(this::hear);
    Thread.startVirtualThread(this::work);
    Thread.startVirtualThread(this::tend);
  }

  private void hear(Backplane.Message message) {
    switch (message.news()) {
      case DUE -> wake();
      case CANCEL -> cancel(message.taskId());
      case CHANGED -> {}
    }
  }

  private void wake() {
    waiting.lock();
    try {
      due = true;
      news.signal();
    } finally {
      waiting.unlock();
    }
  }

  /** Takes what is due, as much as there are free slots for, and waits when nothing is. */
  private void work() {
    while (!closed) {
      try {
        slots.acquire();
        int free = 1 + slots.drainPermits();
        List<TaskStore.Claimed> claimed = List.of();
        try {
          claimed = store.claim(worker, free, lease, Map.of());
        } finally {
          slots.release(free - claimed.size());
        }
        claimed.forEach(task -> Thread.startVirtualThread(() -> run(task)));
        if (claimed.isEmpty()) {
          await();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("The task store did not answer; trying again", e);
        pause();
      }
    }
  }

  private void await() throws InterruptedException {
    waiting.lock();
    try {
      long left = poll.toNanos();
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
      Thread.sleep(poll);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(TaskStore.Claimed claimed) {
    TaskRow row = claimed.task();
    Execution execution =
        new Execution(store, payloads, backplane, claimed.lease(), row.state().attempts());
    running.put(row.id(), execution);
    try {
      execution.begin(Thread.currentThread());
      run(claimed, execution);
    } catch (LeaseLost lost) {
      LOG.debug("Task {} was taken over", row.id());
    } catch (Throwable e) {
      LOG.error("Task {} could not be run; it is tried again when its lease ends", row.id(), e);
    } finally {
      running.remove(row.id(), execution);
      slots.release();
    }
  }

  private void run(TaskStore.Claimed claimed, Execution execution) {
    TaskRow row = claimed.task();
    Payloads.CallPayload payload = payloads.read(row.payload(), Payloads.CallPayload.class);
    Optional<ToolInvocation> found =
        host()
            .invocation(
                row.tool(),
                payload.arguments(),
                new Principal(row.principal(), payload.scopes()),
                RequestMeta.of(payload.meta()));
    if (found.isEmpty()) {
      store.postpone(
          claimed.lease(),
          Duration.ofSeconds(30),
          Optional.of("Waiting for a worker that has the tool"),
          false);
      return;
    }
    ToolInvocation call = found.get();
    TaskWorld world =
        new TaskWorld(store, payloads, claimed.lease(), payload.callId(), row.times().age()).load();
    if (row.times().expired() || row.times().overdue()) {
      execution.fail(-32603, "The task was not done in time", null);
    } else if (claimed.interrupted() && !call.tool().taskPolicy().replayable()) {
      execution.fail(
          -32603,
          "The worker was lost, and this work may run at most once: it may or may not be done",
          null);
    } else {
      StatusReporter status = new StatusReporter(execution::report);
      execution.finish(call, world, call.run(world, status, execution.cancellation()));
    }
  }

  private Host host() {
    Host server = host;
    if (server == null) {
      throw new IllegalStateException("The engine belongs to no server yet");
    }
    return server;
  }

  /** Takes over a call that became a task while it ran. */
  Execution adopt(Lease held, Thread handler) {
    Execution execution = new Execution(store, payloads, backplane, held, 0);
    execution.begin(handler);
    running.put(held.taskId(), execution);
    return execution;
  }

  /** An adopted call has ended. */
  void end(Execution execution, ToolInvocation call, TaskWorld world, ToolInvocation.Ran ran) {
    try {
      execution.finish(call, world, ran);
    } finally {
      running.remove(execution.lease().taskId(), execution);
    }
  }

  /**
   * Prolongs the leases of what runs here, hears of cancellations no news came of, and removes what
   * has expired.
   */
  private void tend() {
    long renewAt = System.nanoTime();
    long sweepAt = System.nanoTime() + SWEEP.toNanos();
    while (!closed) {
      try {
        Thread.sleep(TEND);
        if (!running.isEmpty()) {
          store.cancelRequests(worker).forEach(this::cancel);
        }
        if (System.nanoTime() >= renewAt) {
          renew();
          renewAt = System.nanoTime() + lease.toNanos() / 4;
        }
        if (System.nanoTime() >= sweepAt) {
          sweep();
          sweepAt = System.nanoTime() + SWEEP.toNanos();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("The task store did not answer; trying again", e);
      }
    }
  }

  private void cancel(String taskId) {
    Execution execution = running.get(taskId);
    if (execution != null) {
      execution.cancel();
    }
  }

  private void renew() {
    List<Lease> held = running.values().stream().map(Execution::lease).toList();
    if (held.isEmpty()) {
      return;
    }
    for (String lost : store.renew(held, lease)) {
      Execution execution = running.get(lost);
      if (execution != null) {
        execution.abandon();
      }
    }
  }

  private void sweep() {
    int swept;
    do {
      swept = store.sweep(SWEPT_AT_ONCE, EXPIRED_KNOWN);
    } while (swept == SWEPT_AT_ONCE && !closed);
  }

  /** Stops taking tasks and hearing news; the store and the backplane stay open. */
  @Override
  public void close() {
    closed = true;
    wake();
    try {
      if (listening != null) {
        listening.close();
      }
    } catch (Exception e) {
      LOG.warn("Leaving the backplane failed", e);
    }
    running.values().forEach(Execution::abandon);
  }

  /** Builds a {@link TaskEngine}. */
  public static final class Builder {
    private final TaskStore store;
    private Backplane backplane = new LocalBackplane();
    private @Nullable KeyRing keys;
    private Duration lease = Duration.ofSeconds(30);
    private Duration poll = Duration.ofSeconds(1);
    private int workers = 256;

    private Builder(TaskStore store) {
      this.store = store;
    }

    /** Carries news between workers; within this process until said. */
    public Builder backplane(Backplane plane) {
      this.backplane = plane;
      return this;
    }

    /** Seals arguments, journal and results in the store; they are plain until said. */
    public Builder keys(KeyRing ring) {
      this.keys = ring;
      return this;
    }

    /** After this long without a sign of life a task is taken over; 30 seconds until said. */
    public Builder lease(Duration length) {
      this.lease = length;
      return this;
    }

    /** How often the store is asked for work when no news comes; every second until said. */
    public Builder poll(Duration interval) {
      this.poll = interval;
      return this;
    }

    /** How many tasks run here at once; 256 until said. */
    public Builder concurrency(int tasks) {
      if (tasks < 1) {
        throw new IllegalArgumentException("concurrency must be at least 1, was " + tasks);
      }
      this.workers = tasks;
      return this;
    }

    public TaskEngine build() {
      return new TaskEngine(this);
    }
  }
}
