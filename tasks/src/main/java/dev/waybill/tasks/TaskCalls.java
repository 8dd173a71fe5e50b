package dev.waybill.tasks;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;
import dev.waybill.server.CallRunner;
import dev.waybill.server.Cancellation;
import dev.waybill.server.Reporter;
import dev.waybill.server.Suspended;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.ToolInvocation;
import dev.waybill.server.ToolInvocation.Ran;
import dev.waybill.server.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Decides for each call whether it is answered in its request or becomes a task. */
final class TaskCalls implements CallRunner {
  private static final int MAX_ARGUMENTS = 1 << 20;

  private final TaskEngine engine;

  TaskCalls(TaskEngine engine) {
    this.engine = engine;
  }

  @Override
  public Result run(
      ToolInvocation call, World world, Reporter reporter, Cancellation cancellation) {
    TaskPolicy policy = call.tool().taskPolicy();
    boolean understood = call.meta().clientCapabilities().extension(TaskEngine.ID).isPresent();
    if (!understood) {
      if (policy.required()) {
        throw needsTasks(call);
      }
      return result(call, call.run(world, reporter, cancellation), cancellation);
    }
    return switch (policy.when()) {
      case NEVER -> result(call, call.run(world, reporter, cancellation), cancellation);
      case ALWAYS -> create(call, world);
      case SLOWER -> promotable(call, world, policy.patience(), reporter, cancellation);
    };
  }

  private static McpException needsTasks(ToolInvocation call) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.putObject("requiredCapabilities").putObject("extensions").putObject(TaskEngine.ID);
    return new McpException(
        ErrorCode.MISSING_REQUIRED_CLIENT_CAPABILITY,
        "Tool " + call.tool().id() + " runs as a task only, and the client did not declare tasks",
        data);
  }

  private static Result result(ToolInvocation call, Ran ran, Cancellation cancellation) {
    return switch (ran) {
      case Ran.Done(Result result) -> result;
      case Ran.Waits(var requests) -> throw new Suspended(requests);
      case Ran.Refused(McpException error) -> throw error;
      case Ran.Threw(Throwable failure) -> call.failure(failure, cancellation);
    };
  }

  private Task create(ToolInvocation call, World world) {
    TaskStore.Created created = store(call, world, Optional.empty());
    if (created.isNew()) {
      engine.backplane().publish(new Backplane.Message(Backplane.News.DUE, created.task().id()));
    }
    return Task.created(created.task());
  }

  private TaskStore.Created store(ToolInvocation call, World world, Optional<NewTask.Owner> owner) {
    TaskPolicy policy = call.tool().taskPolicy();
    Payloads payloads = engine.payloads();
    byte[] payload =
        payloads.write(
            new Payloads.CallPayload(
                call.arguments(), call.meta().json(), call.principal().scopes(), world.callId()));
    if (payload.length > MAX_ARGUMENTS) {
      throw McpException.invalidParams(
          "The arguments are larger than the 1 MiB a task may keep: pass a reference instead");
    }
    List<TaskStore.JournalRow> journal =
        world.entries().stream()
            .map(entry -> new TaskStore.JournalRow(entry.key(), payloads.write(entry)))
            .toList();
    var key = policy.idempotencyKey();
    return engine
        .store()
        .create(
            new NewTask(
                TaskIds.random(),
                call.principal().id(),
                call.tool().id(),
                payload,
                journal,
                new NewTask.Terms(
                    policy.priority(),
                    policy.deadline(),
                    policy.ttl(),
                    policy.retention(),
                    key == null
                        ? Optional.empty()
                        : Optional.of(key.apply(call.arguments(), call.principal()))),
                owner));
  }

  /**
   * Runs the handler on a thread of its own, so that the request can be answered before it ends.
   */
  private Result promotable(
      ToolInvocation call,
      World request,
      Duration patience,
      Reporter reporter,
      Cancellation cancellation) {
    PromotableWorld world = new PromotableWorld(request);
    Promotion promotion = new Promotion(reporter);
    CompletableFuture<Ran> early = new CompletableFuture<>();
    Thread handler =
        Thread.ofVirtual()
            .unstarted(() -> {
              Ran ran = call.run(world, promotion, promotion.cancellation());
              if (world.settle()) {
                early.complete(ran);
              } else {
                promotion.finish(call, ran);
              }
            });
    promotion.thread = handler;
    cancellation.onCancel(promotion::requestCancelled);
    handler.start();
    try {
      return result(call, early.get(patience.toNanos(), TimeUnit.NANOSECONDS), cancellation);
    } catch (TimeoutException slow) {
      return promote(call, world, promotion, early, cancellation);
    } catch (InterruptedException e) {
      throw new McpException(ErrorCode.INTERNAL_ERROR, "Cancelled");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Result promote(
      ToolInvocation call,
      PromotableWorld world,
      Promotion promotion,
      CompletableFuture<Ran> early,
      Cancellation cancellation) {
    TaskRow[] row = new TaskRow[1];
    boolean promoted =
        world.promote(() -> {
          TaskStore.Created created = store(call, world, Optional.of(engine.owner()));
          row[0] = created.task();
          Lease lease = created.lease().orElseThrow();
          Execution execution = engine.adopt(lease, promotion.thread);
          TaskWorld durable =
              new TaskWorld(
                  engine.store(),
                  engine.payloads(),
                  lease,
                  world.callId(),
                  created.task().times().age());
          promotion.becomes(execution, durable);
          return durable;
        });
    if (promoted) {
      return Task.created(row[0]);
    }
    try {
      return result(call, early.get(), cancellation);
    } catch (InterruptedException e) {
      throw new McpException(ErrorCode.INTERNAL_ERROR, "Cancelled");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What changes for a running handler when its call becomes a task. */
  private final class Promotion implements Reporter {
    private final Reporter request;
    private final Cancellation cancellation = new Cancellation();
    private volatile Thread thread = Thread.currentThread();
    private volatile @Nullable Execution execution;
    private volatile @Nullable StatusReporter status;
    private @Nullable TaskWorld world;

    Promotion(Reporter request) {
      this.request = request;
    }

    Cancellation cancellation() {
      return cancellation;
    }

    void becomes(Execution task, TaskWorld durable) {
      world = durable;
      status = new StatusReporter(task::report);
      execution = task;
      task.cancellation().onCancel(cancellation::cancel);
    }

    /** Once it is a task, the client that went away is no reason to stop. */
    void requestCancelled() {
      if (execution == null) {
        cancellation.cancel();
        thread.interrupt();
      }
    }

    void finish(ToolInvocation call, Ran ran) {
      Execution task = execution;
      TaskWorld durable = world;
      if (task == null || durable == null) {
        throw new IllegalStateException("The call did not become a task");
      }
      engine.end(task, call, durable, ran);
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
}
