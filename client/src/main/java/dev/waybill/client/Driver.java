package dev.waybill.client;

import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.Result;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drives a request to its end: answers questions and retries with the answers, round by round
 * (basic/patterns/mrtr), and sees a task through.
 */
final class Driver {
  private static final int MOST_ROUNDS = 16;
  private static final Set<String> MAY_ASK =
      Set.of(Methods.TOOLS_CALL, Methods.PROMPTS_GET, Methods.RESOURCES_READ);

  private final Connection connection;
  private final Questions questions;
  private final Tasks tasks;

  Driver(Connection connection, Questions questions, Tasks tasks) {
    this.connection = connection;
    this.questions = questions;
    this.tasks = tasks;
  }

  /** What one request came to. */
  sealed interface Turn {
    record Complete(ObjectNode result) implements Turn {}

    record Asked(Map<String, InputRequest> questions, @Nullable String state) implements Turn {}

    record Task(ObjectNode seed) implements Turn {}
  }

  /**
   * The final result.
   *
   * @param sent applied to each request before it is sent, for what depends on its parameters
   * @param retried told when the result depends on answers
   */
  ObjectNode run(Request request, UnaryOperator<Request> sent, Runnable retried) {
    return switch (settle(request, sent, retried)) {
      case Turn.Complete(ObjectNode result) -> result;
      case Turn.Task(ObjectNode seed) -> tasks.finish(request, seed);
      case Turn.Asked asked -> throw new IllegalStateException("answered before");
    };
  }

  /** Answers questions until the request is complete or goes on as a task. */
  Turn settle(Request request, UnaryOperator<Request> sent, Runnable retried) {
    Turn turn = turn(sent.apply(request));
    for (int round = 1; turn instanceof Turn.Asked(var asked, var state); round++) {
      Where where = connection.where(request);
      if (round == MOST_ROUNDS) {
        throw where.violation(
            "it still asks after " + MOST_ROUNDS + " rounds; the call was given up");
      }
      retried.run();
      ObjectNode answers = questions.answer(asked, request.patience(), where);
      request.patience().heard();
      turn = turn(sent.apply(retry(request, answers, state)));
    }
    return turn;
  }

  /** Sends a request once and says what it came to. */
  Turn turn(Request request) {
    ObjectNode result = connection.request(request);
    String type = result.path("resultType").asString(Result.COMPLETE);
    Where where = connection.where(request);
    if (type.equals(Result.COMPLETE)) {
      return new Turn.Complete(result);
    }
    if (type.equals(Result.INPUT_REQUIRED) && MAY_ASK.contains(request.method())) {
      JsonNode state = result.get("requestState");
      Map<String, InputRequest> asked = Questions.read(result.path("inputRequests"), where);
      if (asked.isEmpty() && state == null) {
        throw where.violation("it asks for input, but neither a question nor a state is there");
      }
      return new Turn.Asked(asked, state == null ? null : state.asString());
    }
    if (type.equals(Tasks.RESULT_TYPE) && request.method().equals(Methods.TOOLS_CALL)) {
      return new Turn.Task(result);
    }
    throw where.violation(
        "it answers with resultType \""
            + Where.tidy(type)
            + "\", which is not known for this"
            + " request");
  }

  /** The same request with answers; the state goes back as it came, or not at all. */
  static Request retry(Request request, ObjectNode answers, @Nullable String state) {
    ObjectNode params = request.params().objectNode().setAll(request.params());
    if (!answers.isEmpty()) {
      params.set("inputResponses", answers);
    }
    if (state != null) {
      params.put("requestState", state);
    }
    return request.with(params);
  }
}
