package dev.waybill.legacy;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.Exchange;
import dev.waybill.server.Outcome;
import dev.waybill.server.Principal;
import dev.waybill.server.Sealer;
import dev.waybill.tasks.TaskEngine;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tasks/get}, {@code tasks/result}, {@code tasks/list} and {@code tasks/cancel}. */
final class TaskRequests {
  private static final Logger LOG = LoggerFactory.getLogger(TaskRequests.class);
  private static final String GET = "tasks/get";
  private static final String RESULT = "tasks/result";
  private static final String LIST = "tasks/list";
  private static final String CANCEL = "tasks/cancel";
  private static final String UPDATE = "tasks/update";
  private static final String CURSOR = "legacy tasks";

  /** The result of each task that has ended is looked at, to tell failures. */
  private static final int PAGE = 20;

  /** Requests for results that may wait at once in a session. */
  private static final int MAX_WAITING = 64;

  /** A task that is cancelled has so long to stop. */
  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final EarlierEra.Inside server;
  private final Questions questions;
  private final OldTasks tasks;

  TaskRequests(EarlierEra.Inside server, Questions questions, OldTasks tasks) {
    this.server = server;
    this.questions = questions;
    this.tasks = tasks;
  }

  static McpException notFound(String why) {
    return new McpException(ErrorCode.METHOD_NOT_FOUND, why);
  }

  /** Whether a method is one of these, in a revision that has them. */
  boolean has(String method, Revision revision) {
    return Set.of(GET, RESULT, LIST, CANCEL).contains(method) && tasks.engine(revision).isPresent();
  }

  /** Answers one of them. */
  Exchange receive(Client client, Principal principal, Frame.Request request, CallChannel channel) {
    TaskEngine engine = tasks.engine(client.revision()).orElseThrow();
    Asking asking = new Asking(client, principal, request.id(), channel);
    return switch (request.method()) {
      case LIST -> list(asking, engine, request.params().get("cursor"));
      case GET -> begin(asking, taskId(request), task -> asking.end(OldTasks.shaped(task)));
      case CANCEL -> {
        String taskId = taskId(request);
        yield begin(
            asking,
            taskId,
            task ->
                channel.launch(() -> answer(asking, () -> cancel(asking, engine, taskId, task))));
      }
      default -> {
        TaskWait wait = new TaskWait(this, asking, taskId(request), engine);
        wait.register();
        Exchange unused =
            begin(asking, wait.taskId(), task -> Thread.startVirtualThread(wait), wait::refuse);
        yield wait;
      }
    };
  }

  private Exchange list(Asking asking, TaskEngine engine, @Nullable JsonNode cursor) {
    if (asking.principal.id().isEmpty()) {
      throw notFound("Only clients with credentials have tasks of their own to list");
    }
    Optional<TaskStore.Position> after = position(cursor);
    asking.channel.launch(() -> answer(asking, () -> asking.end(page(asking, engine, after))));
    return Exchange.DONE;
  }

  private static String taskId(Frame.Request request) {
    JsonNode id = request.params().path("taskId");
    if (!id.isString()) {
      throw McpException.invalidParams("\"taskId\" is missing or no string");
    }
    return id.stringValue();
  }

  /** Who asked, and where the answer goes. */
  final class Asking {
    final Client client;
    final Principal principal;
    final RequestId id;
    final CallChannel channel;

    Asking(Client client, Principal principal, RequestId id, CallChannel channel) {
      this.client = client;
      this.principal = principal;
      this.id = id;
      this.channel = channel;
    }

    void end(ObjectNode result) {
      channel.end(JsonRpc.result(id, result), 200);
    }

    void refuse(McpException error) {
      Requests.refuse(channel, id, error);
    }

    Questions questions() {
      return questions;
    }

    Duration patience() {
      return server.patience();
    }

    /** Asks the engine at once. Blocks. */
    ObjectNode ask(String method, ObjectNode params) {
      return switch (server.outcome(request(method, params), principal)) {
        case Outcome.Complete(var result) -> Json.mapper().valueToTree(result);
        case Outcome.Failed(McpException error) -> throw error;
        case Outcome.InputRequired asked -> throw new IllegalStateException(method + " asks");
      };
    }

    /** The task as it is now. */
    ObjectNode get(String taskId) {
      return ask(GET, named(taskId));
    }

    void update(String taskId, String key, JsonNode answer) {
      ObjectNode params = named(taskId);
      params.putObject("inputResponses").set(key, answer);
      var unused = ask(UPDATE, params);
    }

    private ClientRequest request(String method, ObjectNode params) {
      return new ClientRequest.Extended(
          OldTasks.meta(client, Json.mapper().createObjectNode()), method, params);
    }
  }

  private static ObjectNode named(String taskId) {
    return Json.mapper().createObjectNode().put("taskId", taskId);
  }

  private Exchange begin(Asking asking, String taskId, Consumer<ObjectNode> then) {
    return begin(asking, taskId, then, asking::refuse);
  }

  /** Looks the task up as any request is run, and goes on with what was found. */
  private Exchange begin(
      Asking asking, String taskId, Consumer<ObjectNode> then, Consumer<McpException> refused) {
    SessionWorld world =
        new SessionWorld(asking.client, questions, asking.channel, server.patience(), null);
    return server.run(
        new EarlierEra.EarlierCall(
            asking.request(GET, named(taskId)),
            asking.principal,
            world,
            asking.channel,
            outcome -> {
              switch (outcome) {
                case Outcome.Complete(var result) -> then.accept(Json.mapper().valueToTree(result));
                case Outcome.Failed(McpException error) -> refused.accept(error);
                case Outcome.InputRequired asked ->
                    refused.accept(new McpException(ErrorCode.INTERNAL_ERROR, "A task asks"));
              }
            }));
  }

  private static void answer(Asking asking, Runnable action) {
    try {
      action.run();
    } catch (McpException refused) {
      asking.refuse(refused);
    } catch (RuntimeException e) {
      LOG.error("A request for a task failed", e);
      asking.refuse(new McpException(ErrorCode.INTERNAL_ERROR, "The request failed"));
    }
  }

  private void cancel(Asking asking, TaskEngine engine, String taskId, ObjectNode before) {
    String status = before.path("status").stringValue("");
    if (isTerminal(status)) {
      throw McpException.invalidParams(
          "Cannot cancel task: already in terminal status '" + status + "'");
    }
    Semaphore news = new Semaphore(0);
    AutoCloseable listening = engine.listen(changed -> news.release());
    try {
      var unused = asking.ask(CANCEL, named(taskId));
      long until = System.nanoTime() + STOPPING.toNanos();
      ObjectNode task = asking.get(taskId);
      while (!isTerminal(task.path("status").stringValue("")) && System.nanoTime() < until) {
        var unusedPermit = news.tryAcquire(200, TimeUnit.MILLISECONDS);
        task = asking.get(taskId);
      }
      asking.end(OldTasks.shaped(task));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(listening);
    }
  }

  static boolean isTerminal(String status) {
    return Set.of("completed", "failed", "cancelled").contains(status);
  }

  static void close(AutoCloseable listening) {
    try {
      listening.close();
    } catch (Exception e) {
      LOG.debug("Leaving a channel failed", e);
    }
  }

  /**
   * @throws McpException 429 when too many wait already
   */
  static void demandRoom(Client client) {
    long waiting = client.running().values().stream().filter(TaskWait.class::isInstance).count();
    if (waiting >= MAX_WAITING) {
      throw new McpException(
          ErrorCode.TOO_MANY_REQUESTS,
          "Too many requests for results wait in this session: " + waiting + "; poll tasks/get");
    }
  }

  /** The result or the error that the call would have been answered with. */
  byte[] result(Asking asking, ObjectNode task) {
    String taskId = task.path("taskId").stringValue("");
    if (task.get("result") instanceof ObjectNode result) {
      ObjectNode old = new OldResults(asking.client.revision(), tool -> {}).shaped(result);
      OldTasks.relate(old, taskId);
      return JsonRpc.result(asking.id, old);
    }
    if (task.get("error") instanceof ObjectNode error) {
      return OldErrors.same(asking.id, error);
    }
    return OldErrors.bytes(
        Optional.of(asking.id),
        McpException.invalidParams("The task has no result: it was cancelled"));
  }

  private ObjectNode page(Asking asking, TaskEngine engine, Optional<TaskStore.Position> after) {
    List<TaskRow> rows = engine.tasksOf(asking.principal, after, PAGE + 1);
    ObjectNode result = Json.mapper().createObjectNode();
    ArrayNode items = result.putArray("tasks");
    rows.stream()
        .limit(PAGE)
        .filter(row -> !row.times().expired())
        .forEach(row -> {
          try {
            items.add(OldTasks.shaped(asking.get(row.id())));
          } catch (McpException gone) {
            LOG.debug("A task went while it was listed", gone);
          }
        });
    if (rows.size() > PAGE) {
      result.put("nextCursor", cursor(rows.get(PAGE - 1)));
    }
    return result;
  }

  private String cursor(TaskRow row) {
    String place = row.times().created() + " " + row.id();
    return server.sealer().seal(CURSOR, place.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<TaskStore.Position> position(@Nullable JsonNode cursor) {
    if (cursor == null) {
      return Optional.empty();
    }
    Sealer sealer = server.sealer();
    return Optional.of(
        Optional.of(cursor)
            .filter(JsonNode::isString)
            .flatMap(text -> sealer.open(CURSOR, text.stringValue()))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8).split(" ", 2))
            .flatMap(TaskRequests::position)
            .orElseThrow(() -> McpException.invalidParams("\"cursor\" is none of this server")));
  }

  private static Optional<TaskStore.Position> position(String[] parts) {
    try {
      return parts.length == 2
          ? Optional.of(new TaskStore.Position(Instant.parse(parts[0]), parts[1]))
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
