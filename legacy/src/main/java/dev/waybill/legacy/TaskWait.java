package dev.waybill.legacy;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Exchange;
import dev.waybill.server.ToolException;
import dev.waybill.tasks.TaskEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code tasks/result} that waits for its task to end, and asks the client what the task asks
 * meanwhile (2025-11-25, basic/utilities/tasks, Input Required Status). Clients may leave once they
 * have answered.
 */
final class TaskWait implements Exchange, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskWait.class);

  /** The task is looked at this often, should news of it have been lost. */
  private static final long LOOK_MILLIS = 1_000;

  private final TaskRequests requests;
  private final TaskRequests.Asking asking;
  private final String taskId;
  private final TaskEngine engine;
  private final Semaphore news = new Semaphore(0);
  private final Map<String, Asked> open = new ConcurrentHashMap<>();
  private final Queue<String> visited = new ConcurrentLinkedQueue<>();
  private volatile boolean lost;
  private volatile boolean cancelled;
  private volatile @Nullable McpException refusal;

  private record Asked(String id, InputRequest question, CompletableFuture<JsonNode> answer) {}

  TaskWait(TaskRequests requests, TaskRequests.Asking asking, String taskId, TaskEngine engine) {
    this.requests = requests;
    this.asking = asking;
    this.taskId = taskId;
    this.engine = engine;
  }

  String taskId() {
    return taskId;
  }

  /**
   * @throws McpException when its id is taken, or too many wait already
   */
  void register() {
    List<Exchange> running = List.copyOf(asking.client.running().values());
    for (Exchange other : running) {
      if (other instanceof TaskWait wait && wait.lost && wait.taskId.equals(taskId)) {
        wait.cancel();
      }
    }
    TaskRequests.demandRoom(asking.client);
    asking.client.begin(asking.id, this);
  }

  void refuse(McpException error) {
    done();
    asking.refuse(error);
  }

  private void done() {
    asking.client.running().remove(asking.id, this);
  }

  @Override
  public void run() {
    AutoCloseable listening =
        engine.listen(changed -> {
          if (changed.equals(taskId)) {
            news.release();
          }
        });
    try {
      follow();
    } catch (McpException gone) {
      refuse(gone);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("Waiting for a task failed", e);
      refuse(new McpException(ErrorCode.INTERNAL_ERROR, "Waiting for the task failed"));
    } finally {
      TaskRequests.close(listening);
      open.keySet().forEach(this::withdraw);
      done();
    }
  }

  private void follow() throws InterruptedException {
    while (!cancelled) {
      McpException refused = refusal;
      if (refused != null) {
        refuse(refused);
        return;
      }
      ObjectNode task = asking.get(taskId);
      if (TaskRequests.isTerminal(task.path("status").stringValue(""))) {
        open.keySet().forEach(this::withdraw);
        visited.forEach(id -> asking.channel.send(OldQuestions.visited(id)));
        done();
        asking.channel.end(requests.result(asking, task), 200);
        return;
      }
      JsonNode questions = task.path("inputRequests");
      open.keySet().stream().filter(key -> !questions.has(key)).forEach(this::withdraw);
      if (lost && open.isEmpty()) {
        return;
      }
      if (!lost) {
        questions.properties().forEach(question -> ask(question.getKey(), question.getValue()));
      }
      if (news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        news.drainPermits();
      }
    }
  }

  private void ask(String key, JsonNode json) {
    if (open.containsKey(key)) {
      return;
    }
    if (!asking.channel.carriesQuestions()) {
      throw new McpException(
          ErrorCode.INVALID_REQUEST,
          "The task has to ask the client, which needs a session: initialize first");
    }
    InputRequest question;
    try {
      question = Json.mapper().treeToValue(json, InputRequest.class);
    } catch (JacksonException e) {
      throw new IllegalStateException("A question of a task could not be read", e);
    }
    CompletableFuture<JsonNode> answer =
        new CompletableFuture<JsonNode>()
            .orTimeout(asking.patience().toMillis(), TimeUnit.MILLISECONDS);
    String id = asking.questions().ask(asking.client.session(), answer);
    open.put(key, new Asked(id, question, answer));
    try {
      asking.channel.send(
          OldQuestions.request(id, question, asking.client.revision(), Optional.of(taskId)));
    } catch (ToolException unknown) {
      throw new McpException(ErrorCode.INVALID_REQUEST, String.valueOf(unknown.getMessage()));
    }
    // On a thread of its own: the transport's must not wait for the store.
    var unused =
        answer.whenComplete(
            (result, failure) -> Thread.startVirtualThread(() -> answered(key, result)));
  }

  private void answered(String key, @Nullable JsonNode result) {
    Asked asked = open.get(key);
    if (asked == null) {
      return;
    }
    try {
      asking.update(taskId, key, answer(asked, result));
      if (asked.question()
              instanceof InputRequest.ElicitRequest(InputRequest.ElicitRequestURLParams page)
          && result != null
          && result.path("action").stringValue("").equals("accept")) {
        visited.add(asked.id());
      }
    } catch (McpException unfit) {
      refusal =
          new McpException(
              ErrorCode.INVALID_REQUEST,
              unfit.text() + "; send tasks/result again to be asked again");
    } finally {
      open.remove(key);
      news.release();
    }
  }

  /** A client that fails to ask its user has cancelled; other failures leave the task waiting. */
  private static JsonNode answer(Asked asked, @Nullable JsonNode result) {
    if (result != null) {
      return result;
    }
    if (asked.question() instanceof InputRequest.ElicitRequest) {
      return Json.mapper().createObjectNode().put("action", "cancel");
    }
    throw McpException.invalidParams("The client did not answer what the task asks");
  }

  private void withdraw(String key) {
    Asked asked = open.remove(key);
    if (asked != null && asked.answer().cancel(false)) {
      asking.channel.send(OldQuestions.withdrawn(asked.id()));
    }
  }

  /** The connection is lost: only what was asked is still waited for. */
  void lost() {
    lost = true;
    news.release();
  }

  @Override
  public void cancel() {
    cancelled = true;
    news.release();
    done();
    asking.channel.hangUp();
  }
}
