package dev.waybill.tasks;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
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
import tools.jackson.databind.node.ObjectNode;

/** Decides for each call whether it is answered in its request or becomes a task. */
final class TaskCalls implements CallRunner {
  /** Longer than any request lives. */
  private static final Duration FOREVER = Duration.ofDays(36_500);

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
    if (world.asTask().isPresent()) {
      return create(call, world);
    }
    return switch (policy.when()) {
      case NEVER -> result(call, call.run(world, reporter, cancellation), cancellation);
      case ALWAYS -> create(call, world);
      case SLOWER ->
          policy.idempotencyKey().isEmpty()
              ? promotable(call, world, policy.patience(), reporter, cancellation)
              : storedFirst(call, world, policy.patience());
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
    TaskStore.Created created;
    try {
      if (!engine.queue().enter()) {
        throw new McpException(
            ErrorCode.TOO_MANY_REQUESTS,
            "Too many tasks wait to be run: " + engine.queue().limit() + "; try again later");
      }
      created = engine.store().create(task(call, world, Optional.empty()));
    } catch (TaskStoreException away) {
      throw TaskEngine.away(away);
    }
    if (created.isNew()) {
      engine.created(created.task().id());
    }
    return Task.created(created.task());
  }

  private NewTask task(ToolInvocation call, World world, Optional<NewTask.Owner> owner) {
    TaskPolicy policy = call.tool().taskPolicy();
    Payloads payloads = engine.payloads();
    String id = TaskIds.next();
    byte[] payload =
        payloads.write(
            id,
            new Payloads.CallPayload(
                call.arguments(), call.meta().json(), call.principal().scopes(), world.callId()));
    if (payload.length > Payloads.MAX_CALL) {
      throw McpException.invalidParams(
          "The arguments are larger than the 1 MiB a task may keep: pass a reference instead");
    }
    List<TaskStore.JournalRow> journal =
        world.entries().stream()
            .map(entry -> new TaskStore.JournalRow(entry.key(), payloads.write(id, entry)))
            .toList();
    NewTask.Terms terms =
        new NewTask.Terms(
            policy.priority(),
            policy.deadline(),
            world
                .asTask()
                .flatMap(World.AsTask::ttl)
                .filter(wanted -> wanted.compareTo(policy.ttl()) < 0)
                .orElse(policy.ttl()),
            policy.retention(),
            idempotencyKey(call));
    return new NewTask(id, call.principal().id(), call.tool().id(), payload, journal, terms, owner);
  }

  /** Hashed, because it may be made of arguments, which are not kept in the open. */
  private static Optional<String> idempotencyKey(ToolInvocation call) {
    return call.tool()
        .taskPolicy()
        .idempotencyKey()
        .map(key -> TaskIds.digest(key.apply(call.arguments(), call.principal())));
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
    Promotion promotion = new Promotion(engine, call, world, reporter);
    CompletableFuture<Ran> early = promotion.start();
    cancellation.onCancel(promotion::requestCancelled);
    Optional<Ran> inTime = within(patience, early);
    if (inTime.isPresent()) {
      return result(call, inTime.get(), cancellation);
    }
    Optional<TaskRow> stored =
        promotion.promote(owner -> engine.store().create(task(call, world, Optional.of(owner))));
    return stored.isPresent()
        ? Task.created(stored.get())
        : result(call, within(FOREVER, early).orElseThrow(), cancellation);
  }

  /** What a run came to, if it ends in that time. */
  private static Optional<Ran> within(Duration time, CompletableFuture<Ran> run) {
    try {
      return Optional.of(run.get(time.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException slow) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new McpException(ErrorCode.INTERNAL_ERROR, "Cancelled");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A call that a repeated one must find again is stored before it runs, and still answered in its
   * request when it is done in time.
   */
  private Result storedFirst(ToolInvocation call, World request, Duration patience) {
    Worker worker = engine.worker();
    TaskStore.Created created;
    try {
      created = engine.store().create(task(call, request, Optional.of(worker.owner())));
    } catch (TaskStoreException away) {
      throw TaskEngine.away(away);
    }
    if (!created.isNew()) {
      return Task.created(created.task());
    }
    Optional<Ran> inTime = within(patience, worker.runHere(created, call, request));
    return switch (inTime.orElse(null)) {
      case Ran.Done(Result result) -> result;
      case Ran.Refused(McpException error) -> throw error;
      case Ran.Waits waits -> Task.created(created.task());
      case Ran.Threw threw -> Task.created(created.task());
      case null -> Task.created(created.task());
    };
  }
}
