package dev.waybill.tasks;

import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import dev.waybill.server.Tool;
import dev.waybill.server.Wire;
import dev.waybill.server.Wire.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A client that understands tasks, at one worker. */
record TaskClient(Wire wire) {
  static final String CAPABLE =
      """
      {"elicitation":{},"extensions":{"io.modelcontextprotocol/tasks":{}}}\
      """;

  /** At a server of its own. */
  static TaskClient at(TaskEngine engine, Tool... tools) {
    McpServer.Builder server = McpServer.builder("test", "1").extension(engine);
    Arrays.stream(tools).forEach(server::add);
    return new TaskClient(new Wire(server.build()));
  }

  static String of(String taskId) {
    return "{\"taskId\":\"" + taskId + "\"}";
  }

  Answer ask(String method, String params) {
    return wire.ask(method, params, CAPABLE);
  }

  Answer ask(String method, String params, Principal principal) {
    return wire.send(Json.bytes(Wire.request(1, method, params, CAPABLE)), null, principal).await();
  }

  /** The whole response, a result or an error. */
  JsonNode respond(String method, String params) {
    return Objects.requireNonNull(ask(method, params).response);
  }

  static String call(String tool) {
    return "{\"name\":\"" + tool + "\",\"arguments\":{}}";
  }

  Answer call(String tool, String arguments) {
    return ask("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  /** Calls a tool whose calls become tasks; the task's id. */
  String start(String tool) {
    return ask("tools/call", call(tool)).result().get("taskId").stringValue();
  }

  JsonNode get(String taskId) {
    return ask("tasks/get", of(taskId)).result();
  }

  /** The task, once it has a status. */
  JsonNode await(String taskId, String status) {
    return Awaitility.await()
        .dontCatchUncaughtExceptions()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(60))
        .until(() -> get(taskId), task -> task.get("status").stringValue().equals(status));
  }

  /** The text of its result, once it is completed. */
  String text(String taskId) {
    return await(taskId, "completed").at("/result/content/0/text").stringValue();
  }

  /** Accepts a form. */
  void accept(String taskId, String key, String content) {
    update(taskId, "\"%s\":{\"action\":\"accept\",\"content\":%s}".formatted(key, content))
        .result();
  }

  Answer update(String taskId, String responses) {
    return ask(
        "tasks/update", "{\"taskId\":\"%s\",\"inputResponses\":{%s}}".formatted(taskId, responses));
  }

  void cancel(String taskId) {
    ask("tasks/cancel", of(taskId)).result();
  }

  /** A subscription to the changes of one task. */
  Answer listen(String taskId, Principal principal) {
    return wire.send(
        Json.bytes(
            Wire.request(
                "sub",
                "subscriptions/listen",
                "{\"notifications\":{\"taskIds\":[\"" + taskId + "\"]}}",
                CAPABLE)),
        null,
        principal);
  }
}
