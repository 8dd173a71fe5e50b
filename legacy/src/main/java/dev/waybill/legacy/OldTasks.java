package dev.waybill.legacy;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.server.World;
import dev.waybill.tasks.TaskEngine;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The experimental tasks of 2025-11-25 (basic/utilities/tasks), kept as the durable tasks they are:
 * what is offered of them, and how they are written.
 */
final class OldTasks {
  private static final String RELATED = "io.modelcontextprotocol/related-task";
  private static final int MAX_REASON = 200;

  private final EarlierEra.Inside server;
  private final @Nullable TaskEngine engine;

  OldTasks(EarlierEra.Inside server) {
    this.server = server;
    this.engine =
        server.extensions().stream()
            .filter(TaskEngine.class::isInstance)
            .map(TaskEngine.class::cast)
            .findFirst()
            .orElse(null);
  }

  /** The engine, where clients of a revision have tasks. */
  Optional<TaskEngine> engine(Revision revision) {
    return revision == Revision.V2025_11_25 ? Optional.ofNullable(engine) : Optional.empty();
  }

  /**
   * Adds to the server's capabilities, where there are tasks. Only those whose principal is known
   * can list theirs.
   */
  void declare(ObjectNode capabilities, Session session) {
    if (engine(session.revision()).isPresent()) {
      ObjectNode tasks = capabilities.putObject("tasks");
      if (!session.principal().isEmpty()) {
        tasks.putObject("list");
      }
      tasks.putObject("cancel");
      tasks.putObject("requests").putObject("tools").putObject("call");
    }
  }

  /** Adds to the definition of a tool whether it can be called as a task. */
  void decorate(ObjectNode definition, Revision revision) {
    if (engine(revision).isPresent()) {
      String name = definition.path("name").stringValue("");
      TaskPolicy policy = policy(name).orElse(TaskPolicy.never());
      if (policy.when() != TaskPolicy.When.NEVER) {
        definition
            .putObject("execution")
            .put("taskSupport", policy.required() ? "required" : "optional");
      }
    }
  }

  private Optional<TaskPolicy> policy(String name) {
    return server.tools().stream()
        .filter(tool -> tool.id().equals(name))
        .findFirst()
        .map(Tool::taskPolicy);
  }

  /**
   * The task that a client wants its call to be, if it wants one.
   *
   * @param params of {@code tools/call}
   * @throws McpException -32601 when the tool cannot be called as one
   */
  World.@Nullable AsTask wanted(ObjectNode params, Revision revision) {
    JsonNode task = params.get("task");
    if (task == null || engine(revision).isEmpty()) {
      return null;
    }
    if (!task.isObject()) {
      throw McpException.invalidParams("\"task\" must be an object");
    }
    JsonNode ttl = task.get("ttl");
    if (ttl != null && !(ttl.isNumber() && ttl.doubleValue() >= 1 && ttl.doubleValue() < 1e15)) {
      throw McpException.invalidParams("\"task.ttl\" must be a number of milliseconds above 0");
    }
    boolean possible =
        policy(params.path("name").stringValue(""))
            .filter(policy -> policy.when() != TaskPolicy.When.NEVER)
            .isPresent();
    if (!possible) {
      throw TaskRequests.notFound(
          "There is no tool of this name that can be called as a task: call it without \"task\"");
    }
    return new World.AsTask(
        Optional.ofNullable(ttl).map(millis -> Duration.ofMillis((long) millis.doubleValue())));
  }

  /** Whether a call was refused because it is to be made as a task. */
  boolean isMissing(McpException error, Revision revision) {
    return error.code() == ErrorCode.MISSING_REQUIRED_CLIENT_CAPABILITY
        && engine(revision).isPresent()
        && error
            .data()
            .filter(data -> data.path("requiredCapabilities").path("extensions").has(TaskEngine.ID))
            .isPresent();
  }

  /**
   * The metadata of a request that has to do with tasks, as if its client spoke the current
   * revision: a task may be run long after, by whoever knows only that.
   */
  static RequestMeta meta(Client client, ObjectNode given) {
    ObjectNode meta = given.deepCopy();
    client.session().introduce(meta);
    meta.put(MetaKeys.PROTOCOL_VERSION, client.revision().wireName());
    meta.put(MetaKeys.LOG_LEVEL, client.level().wireName());
    ObjectNode capabilities = client.session().capabilities().deepCopy();
    capabilities.withObjectProperty("extensions").putObject(TaskEngine.ID);
    meta.set(MetaKeys.CLIENT_CAPABILITIES, capabilities);
    return RequestMeta.of(meta);
  }

  /** Says in a result or in params which task they belong to. */
  static void relate(ObjectNode message, String taskId) {
    message.withObjectProperty("_meta").putObject(RELATED).put("taskId", taskId);
  }

  /**
   * A task in the shape of 2025-11-25, where a tool's error is a failure.
   *
   * @param task as the current revision has it
   */
  static ObjectNode shaped(JsonNode task) {
    ObjectNode old = Json.mapper().createObjectNode();
    boolean erred = task.path("result").path("isError").booleanValue(false);
    old.set("taskId", task.path("taskId"));
    old.set("status", erred ? Json.mapper().valueToTree("failed") : task.path("status"));
    if (erred) {
      String why = task.at("/result/content/0/text").stringValue("The tool reported an error");
      old.put("statusMessage", why.length() > MAX_REASON ? why.substring(0, MAX_REASON) : why);
    } else if (task.path("statusMessage").isString()) {
      old.set("statusMessage", task.get("statusMessage"));
    }
    old.set("createdAt", task.path("createdAt"));
    old.set("lastUpdatedAt", task.path("lastUpdatedAt"));
    old.set("ttl", task.path("ttlMs"));
    if (task.path("pollIntervalMs").isNumber()) {
      old.set("pollInterval", task.get("pollIntervalMs"));
    }
    return old;
  }
}
