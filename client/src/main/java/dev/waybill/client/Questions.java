package dev.waybill.client;

import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.InputRequest.CreateMessageRequest;
import dev.waybill.protocol.InputRequest.ElicitRequest;
import dev.waybill.protocol.InputRequest.ElicitRequestFormParams;
import dev.waybill.protocol.InputRequest.ElicitRequestURLParams;
import dev.waybill.protocol.InputRequest.ListRootsRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ListRootsResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Has the application answer what servers ask; those that come together, at the same time. */
record Questions(
    @Nullable ElicitHandler elicit, @Nullable SampleHandler sample, @Nullable RootsHandler roots) {

  /** Whether the application answers anything. */
  boolean any() {
    return elicit != null || sample != null || roots != null;
  }

  /** What the client declares: only what it has a handler for. */
  ObjectNode capabilities() {
    ObjectNode json = Json.mapper().createObjectNode();
    if (elicit != null) {
      json.putObject("elicitation").putObject("form");
      json.withObject("elicitation").putObject("url");
    }
    if (sample != null) {
      json.putObject("sampling").putObject("tools");
    }
    if (roots != null) {
      json.putObject("roots");
    }
    return json;
  }

  /** Reads the {@code inputRequests} of a result or a task. */
  static Map<String, InputRequest> read(JsonNode json, Where where) {
    Map<String, InputRequest> questions = new LinkedHashMap<>();
    for (var entry : json.properties()) {
      try {
        questions.put(
            entry.getKey(), Json.mapper().treeToValue(entry.getValue(), InputRequest.class));
      } catch (JacksonException e) {
        throw where.violation("it asks a question that is malformed or of an unknown kind", e);
      }
    }
    return questions;
  }

  /** The answers, by the keys of the questions. */
  ObjectNode answer(Map<String, InputRequest> questions, Patience patience, Where where) {
    ObjectNode answers = Json.mapper().createObjectNode();
    if (questions.size() == 1) {
      questions.forEach((key, question) -> answers.set(key, answer(question, where)));
      return answers;
    }
    List<String> keys = new ArrayList<>();
    List<Future<JsonNode>> pending = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      questions.forEach((key, question) -> {
        keys.add(key);
        pending.add(threads.submit(() -> answer(question, where)));
      });
      try {
        for (int i = 0; i < keys.size(); i++) {
          answers.set(
              keys.get(i),
              pending.get(i).get(Math.max(0, patience.untilDeadline()), TimeUnit.NANOSECONDS));
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw where.interrupted(e);
      } catch (TimeoutException e) {
        threads.shutdownNow();
        throw patience.expired(where);
      } catch (ExecutionException e) {
        threads.shutdownNow();
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return answers;
  }

  /** One answer, as it goes over the wire. */
  JsonNode answer(InputRequest question, Where where) {
    Object answer =
        switch (question) {
          case ElicitRequest(ElicitRequestFormParams form) when elicit != null ->
              elicit.answer(new Elicitation.Form(form.message(), form.requestedSchema()));
          case ElicitRequest(ElicitRequestURLParams page) when elicit != null ->
              elicit.answer(new Elicitation.Page(page.message(), page.url()));
          case InputRequest.CreateMessageRequest(var params) when sample != null ->
              sample.answer(params);
          case ListRootsRequest() when roots != null -> new ListRootsResult(roots.roots());
          case ElicitRequest e -> throw undeclared("elicitation", "onElicit", where);
          case CreateMessageRequest c -> throw undeclared("sampling", "onSample", where);
          case ListRootsRequest r -> throw undeclared("roots", "onRoots", where);
        };
    return Json.mapper().valueToTree(answer);
  }

  private static McpClientException undeclared(String what, String handler, Where where) {
    return where.violation(
        "it asks for "
            + what
            + ", which this client did not declare. Register "
            + handler
            + " if you want to answer");
  }

  /** Whether tasks are declared: a server may answer with one only then. */
  static void declareTasks(ObjectNode capabilities) {
    capabilities.withObject("extensions").putObject(Tasks.EXTENSION);
  }
}
