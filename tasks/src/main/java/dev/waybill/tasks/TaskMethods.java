package dev.waybill.tasks;

import dev.waybill.protocol.ClientRequest.Extended;
import dev.waybill.protocol.ElicitResult;
import dev.waybill.protocol.InputRequest.ElicitRequest;
import dev.waybill.protocol.InputRequest.ElicitRequestFormParams;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaLimits;
import dev.waybill.schema.Violation;
import dev.waybill.server.Backplane;
import dev.waybill.server.Entry;
import dev.waybill.server.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tasks/get}, {@code tasks/update} and {@code tasks/cancel}. */
final class TaskMethods {
  static final String GET = "tasks/get";
  static final String UPDATE = "tasks/update";
  static final String CANCEL = "tasks/cancel";

  private final TaskStore store;
  private final Payloads payloads;
  private final Backplane backplane;
  private final ForeignJobs foreignJobs;

  TaskMethods(TaskStore store, Payloads payloads, Backplane backplane, ForeignJobs foreignJobs) {
    this.store = store;
    this.payloads = payloads;
    this.backplane = backplane;
    this.foreignJobs = foreignJobs;
  }

  Result handle(Extended request, Principal principal) {
    return switch (request.method()) {
      case GET -> view(find(request, principal));
      case UPDATE -> update(request, principal);
      case CANCEL -> cancel(request, principal);
      default -> throw new IllegalArgumentException(request.method());
    };
  }

  private TaskRow find(Extended request, Principal principal) {
    JsonNode id = request.params().path("taskId");
    if (!id.isString()) {
      throw McpException.invalidParams("\"taskId\" is missing or no string");
    }
    TaskRow row = visible(id.stringValue(), principal).orElseThrow(TaskMethods::notFound);
    if (row.times().expired()) {
      throw McpException.invalidParams("Task expired: its time to live is over");
    }
    return row;
  }

  /** Someone else's task is as unknown as one that never was. */
  Optional<TaskRow> visible(String id, Principal principal) {
    return store.find(id).filter(row -> row.principal().equals(principal.id()));
  }

  private static McpException notFound() {
    return McpException.invalidParams("Task not found");
  }

  /** The whole task, as {@code tasks/get} and notifications show it. */
  Task view(TaskRow row) {
    Map<String, JsonNode> questions = new LinkedHashMap<>();
    JsonNode result = null;
    JsonNode error = null;
    switch (row.status()) {
      case WORKING, CANCELLED -> {}
      case INPUT_REQUIRED ->
          store
              .questions(row.id())
              .forEach((key, payload) ->
                  questions.put(
                      key,
                      Json.mapper()
                          .valueToTree(
                              payloads
                                  .read(row.id(), payload, Payloads.QuestionPayload.class)
                                  .request())));
      case COMPLETED, FAILED -> {
        Payloads.OutcomePayload outcome =
            payloads.read(
                row.id(), row.state().outcome().orElseThrow(), Payloads.OutcomePayload.class);
        result = outcome.result();
        error = outcome.error();
      }
    }
    return Task.of(Result.COMPLETE, row, questions, result, error);
  }

  private Result update(Extended request, Principal principal) {
    TaskRow row = find(request, principal);
    if (!(request.params().get("inputResponses") instanceof ObjectNode responses)) {
      throw McpException.invalidParams("\"inputResponses\" is missing or no object");
    }
    Map<String, byte[]> answers = new LinkedHashMap<>();
    store
        .questions(row.id())
        .forEach((key, payload) -> {
          JsonNode response = responses.get(key);
          if (response != null) {
            answers.put(key, answer(row.id(), key, payload, response));
          }
        });
    if (!store.answer(row.id(), answers).isEmpty()) {
      TaskNews.tell(backplane, TaskNews.Kind.DUE, row.id());
      TaskNews.tell(backplane, TaskNews.Kind.CHANGED, row.id());
    }
    return new Task.Acknowledged(Map.of());
  }

  /**
   * @throws McpException -32602 for an answer that does not fit; its question stays open
   */
  private byte[] answer(String id, String key, byte[] payload, JsonNode response) {
    Payloads.QuestionPayload question = payloads.read(id, payload, Payloads.QuestionPayload.class);
    if (question.request() instanceof ElicitRequest elicit) {
      ElicitResult result;
      try {
        result = Json.mapper().treeToValue(response, ElicitResult.class);
      } catch (JacksonException e) {
        throw McpException.invalidParams(
            "inputResponses/" + key + " must have \"action\": accept, decline or cancel");
      }
      if (result.action() == ElicitResult.Action.ACCEPT
          && elicit.params() instanceof ElicitRequestFormParams form) {
        ObjectNode content =
            result.content() == null ? Json.mapper().createObjectNode() : result.content();
        List<Violation> violations =
            CompiledSchema.compile(form.requestedSchema(), SchemaLimits.DEFAULT).validate(content);
        if (!violations.isEmpty()) {
          throw McpException.invalidParams(
              "inputResponses/" + key + "/content does not fit the form: " + violations);
        }
      }
    } else if (!response.isObject()) {
      throw McpException.invalidParams("inputResponses/" + key + " must be an object");
    }
    return payloads.write(id, new Entry(key, question.kind(), question.digest(), response));
  }

  private Result cancel(Extended request, Principal principal) {
    TaskRow row = find(request, principal);
    Optional<TaskRow> after = store.cancel(row.id());
    after
        .filter(now -> now.status() == TaskStatus.CANCELLED)
        .ifPresent(now -> foreignJobs.cancel(now.tool(), now.id()));
    after.ifPresent(now ->
        TaskNews.tell(
            backplane,
            now.status().isTerminal() ? TaskNews.Kind.CHANGED : TaskNews.Kind.CANCEL,
            row.id()));
    return new Task.Acknowledged(Map.of());
  }
}
