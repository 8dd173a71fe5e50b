package dev.waybill.client;

import dev.waybill.protocol.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Calls that are made round by round, their questions left to the caller. */
final class Rounds {
  private final Connection connection;
  private final Calls calls;
  private final Tasks tasks;

  Rounds(Connection connection, Calls calls, Tasks tasks) {
    this.connection = connection;
    this.calls = calls;
    this.tasks = tasks;
  }

  Round begin(Request request) {
    return round(request, calls.turn(request));
  }

  Round answer(Round.Asked asked, Map<String, ?> answers, CallOptions options) {
    Set<String> unanswered = new HashSet<>(asked.questions().keySet());
    unanswered.removeAll(answers.keySet());
    if (!unanswered.isEmpty()) {
      throw new IllegalArgumentException("no answer is given to " + unanswered);
    }
    ObjectNode responses = Json.mapper().createObjectNode();
    answers.forEach((key, answer) -> responses.set(key, Json.mapper().valueToTree(answer)));
    Request request = asked.request(options);
    Request retry = Driver.retry(request, responses, asked.state().orElse(null));
    return round(request, calls.turn(retry));
  }

  private Round round(Request request, Driver.Turn turn) {
    return switch (turn) {
      case Driver.Turn.Complete(ObjectNode result) ->
          new Round.Finished(calls.checked(request, result));
      case Driver.Turn.Asked(var questions, var state) ->
          new Round.Asked(request.params(), questions, state);
      case Driver.Turn.Task(ObjectNode seed) ->
          new Round.Started(
              TaskHandle.started(
                  connection,
                  calls,
                  tasks,
                  request,
                  RemoteTask.read(seed, connection.where(request))));
    };
  }
}
