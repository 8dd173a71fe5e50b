package dev.waybill.tasks;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;
import dev.waybill.server.Backplane;
import dev.waybill.server.Call;
import dev.waybill.server.CallRunner;
import dev.waybill.server.Extension;
import dev.waybill.server.KeyRing;
import dev.waybill.server.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
 * <p>Closing it stops taking tasks, lets those it runs go on for a while, and hands on the rest.
 */
public final class TaskEngine implements Extension, AutoCloseable {
  /** The extension's identifier. */
  public static final String ID = "io.modelcontextprotocol/tasks";

  private static final Logger LOG = LoggerFactory.getLogger(TaskEngine.class);

  private final TaskStore store;
  private final Backplane backplane;
  private final Payloads payloads;
  private final ForeignJobs foreignJobs;
  private final TaskMethods methods;
  private final TaskSubscriptions subscriptions;
  private final QueueGauge queue;
  private final Worker.Settings settings;
  private @Nullable Worker worker;
  private @Nullable AutoCloseable listening;

  private TaskEngine(Builder builder) {
    this.store = builder.store;
    this.backplane = builder.backplane;
    this.payloads = Payloads.sealedWith(builder.keys);
    this.queue = new QueueGauge(store, builder.maxQueued);
    this.settings =
        new Worker.Settings(builder.lease, builder.poll, builder.concurrency, builder.drain);
    this.foreignJobs = new ForeignJobs(builder.connectors, payloads, store);
    this.methods = new TaskMethods(store, payloads, backplane, foreignJobs);
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

  QueueGauge queue() {
    return queue;
  }

  Worker worker() {
    Worker started = worker;
    if (started == null) {
      throw new IllegalStateException("The engine belongs to no server yet");
    }
    return started;
  }

  /** A task was stored that nobody runs yet. */
  void created(String taskId) {
    worker().wake();
    TaskNews.tell(backplane, TaskNews.Kind.DUE, taskId);
  }

  /**
   * The tasks of a principal, latest first, without payloads and outcomes.
   *
   * @param after continues behind this one
   * @throws McpException when the store does not answer
   */
  public List<TaskRow> tasksOf(Principal principal, Optional<TaskStore.Position> after, int most) {
    TaskFilter own =
        new TaskFilter(
            Optional.empty(), Optional.empty(), Optional.of(principal.id()), Optional.empty());
    try {
      return store.list(own, after, most);
    } catch (TaskStoreException away) {
      throw away(away);
    }
  }

  /**
   * Hears of every task that clients see differently from now on, by its id, as far as the
   * backplane tells.
   *
   * @param changed quick, as all news may wait for it
   * @return ends the listening when it is closed
   */
  public AutoCloseable listen(Consumer<String> changed) {
    return TaskNews.listen(
        backplane,
        news -> {
          if (news.kind() == TaskNews.Kind.CHANGED) {
            changed.accept(news.taskId());
          }
        });
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
    try {
      return methods.handle(request, call.principal());
    } catch (TaskStoreException away) {
      throw away(away);
    }
  }

  /** What a client is told while the store is away. */
  static McpException away(TaskStoreException cause) {
    LOG.warn("The task store did not answer", cause);
    return new McpException(
        ErrorCode.UNAVAILABLE, "The task store does not answer; try again in a moment");
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
    try {
      return subscriptions.subscribe(wanted, principal, sink);
    } catch (TaskStoreException away) {
      throw away(away);
    }
  }

  @Override
  public Optional<CallRunner> runner() {
    return Optional.of(new TaskCalls(this));
  }

  @Override
  public void start(Host server) {
    Worker started = new Worker(store, backplane, payloads, foreignJobs, server, settings);
    worker = started;
    listening =
        TaskNews.listen(
            backplane,
            news -> {
              switch (news.kind()) {
                case DUE -> started.wake();
                case CANCEL -> started.cancel(news.taskId());
                case CHANGED -> {}
              }
            });
    started.start();
  }

  /**
   * Stops taking tasks, waits for those that run, and hands back what is not done in time; the
   * store and the backplane stay open.
   */
  @Override
  public void close() {
    if (worker != null) {
      worker.close();
    }
    try {
      if (listening != null) {
        listening.close();
      }
    } catch (Exception e) {
      LOG.warn("Leaving the backplane failed", e);
    }
  }

  /** Builds a {@link TaskEngine}. */
  public static final class Builder {
    private final TaskStore store;
    private Backplane backplane = Backplane.local();
    private @Nullable KeyRing keys;
    private Duration lease = Duration.ofSeconds(30);
    private Duration poll = Duration.ofSeconds(1);
    private Duration drain = Duration.ofSeconds(10);
    private int concurrency = 256;
    private long maxQueued = 100_000;
    private final Map<String, TaskConnector<?>> connectors = new LinkedHashMap<>();

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
      this.lease = positive("lease", length);
      return this;
    }

    /** How often the store is asked for work when no news comes; every second until said. */
    public Builder poll(Duration interval) {
      this.poll = positive("poll", interval);
      return this;
    }

    /** How long tasks that run may go on when the engine closes; 10 seconds until said. */
    public Builder drain(Duration limit) {
      this.drain = limit;
      return this;
    }

    /**
     * How many tasks run here at once; 256 until said. With 0 this worker takes calls and answers
     * for tasks, and leaves running them to others.
     */
    public Builder concurrency(int tasks) {
      if (tasks < 0) {
        throw new IllegalArgumentException("concurrency must not be negative, was " + tasks);
      }
      this.concurrency = tasks;
      return this;
    }

    /**
     * How many tasks may wait to be run, on all workers together; 100,000 until said. Past it,
     * calls that become tasks at once are refused with 429 and {@code Retry-After}.
     */
    public Builder maxQueued(long tasks) {
      if (tasks < 1) {
        throw new IllegalArgumentException("maxQueued must be at least 1, was " + tasks);
      }
      this.maxQueued = tasks;
      return this;
    }

    /** Cancels the foreign jobs of a tool's tasks together with them. */
    public Builder connector(String tool, TaskConnector<?> connector) {
      this.connectors.put(tool, connector);
      return this;
    }

    private static Duration positive(String name, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + " must be positive, was " + value);
      }
      return value;
    }

    public TaskEngine build() {
      return new TaskEngine(this);
    }
  }
}
