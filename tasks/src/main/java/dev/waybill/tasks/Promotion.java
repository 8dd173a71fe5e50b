package dev.waybill.tasks;

import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Cancellation;
import dev.waybill.server.Reporter;
import dev.waybill.server.ToolInvocation;
import dev.waybill.server.ToolInvocation.Ran;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call that runs in its request and may become a task: what changes for its handler then. */
final class Promotion implements Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Promotion.class);

  private final TaskEngine engine;
  private final ToolInvocation call;
  private final PromotableWorld world;
  private final Reporter request;
  private final Cancellation cancellation = new Cancellation();
  private final CompletableFuture<Ran> early = new CompletableFuture<>();
  private final Thread handler = Thread.ofVirtual().unstarted(this::run);
  private boolean requestCancelled;
  private @Nullable Execution execution;
  private volatile @Nullable StatusReporter status;
  private @Nullable TaskWorld durable;

  Promotion(TaskEngine engine, ToolInvocation call, PromotableWorld world, Reporter request) {
    this.engine = engine;
    this.call = call;
    this.world = world;
    this.request = request;
  }

  /** Starts the handler; completed when it ends before it became a task. */
  CompletableFuture<Ran> start() {
    handler.start();
    return early;
  }

  private void run() {
    Ran ran = call.run(world, this, cancellation);
    if (world.settle()) {
      early.complete(ran);
    } else {
      finish(ran);
    }
  }

  private void finish(Ran ran) {
    Execution task = execution;
    TaskWorld journal = durable;
    if (task == null || journal == null) {
      throw new IllegalStateException("The call did not become a task");
    }
    try {
      task.finish(journal, ran);
    } finally {
      engine.worker().ended(task);
    }
  }

  /**
   * Makes the call a task unless it has ended or asked already, or cannot be stored: then it goes
   * on in its request.
   */
  Optional<TaskRow> promote(Function<NewTask.Owner, TaskStore.Created> create) {
    TaskRow[] row = new TaskRow[1];
    try {
      boolean promoted =
          world.promote(() -> {
            TaskStore.Created created = create.apply(engine.worker().owner());
            row[0] = created.task();
            return becomes(created);
          });
      return promoted ? Optional.of(row[0]) : Optional.empty();
    } catch (TaskStoreException | McpException e) {
      LOG.warn("A call of {} could not become a task", call.tool().id(), e);
      return Optional.empty();
    }
  }

  private synchronized TaskWorld becomes(TaskStore.Created created) {
    Worker worker = engine.worker();
    LeasedTask leased = worker.leased(created.lease().orElseThrow());
    TaskRow row = created.task();
    TaskWorld journal = new TaskWorld(leased, engine.payloads(), world.callId(), row.times().age());
    Execution task = worker.adopt(leased, call, row, handler);
    durable = journal;
    status = new StatusReporter(leased::report);
    execution = task;
    task.cancellation().onCancel(cancellation::cancel);
    if (requestCancelled) {
      // Nobody will ever learn the task's id.
      task.stop(Execution.Stop.CANCELLED);
    }
    return journal;
  }

  /** Once it is a task, a client that went away is no reason to stop. */
  synchronized void requestCancelled() {
    requestCancelled = true;
    if (execution == null) {
      cancellation.cancel();
      handler.interrupt();
    }
  }

  @Override
  public void progress(double progress, @Nullable Double total, @Nullable String message) {
    StatusReporter later = status;
    (later == null ? request : later).progress(progress, total, message);
  }

  @Override
  public void log(LoggingLevel level, @Nullable String logger, Object data) {
    if (status == null) {
      request.log(level, logger, data);
    }
  }
}
