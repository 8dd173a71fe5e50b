package dev.waybill.client;

import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Json;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Answers the requests that a legacy server sends in the middle of a call, each on its thread. */
final class LegacyQuestions {
  private static final Logger LOG = LoggerFactory.getLogger(LegacyQuestions.class);
  private static final int MOST_AT_ONCE = 64;

  private final String server;
  private final LegacyWire wire;
  private final Questions questions;
  private final Set<Patience> running = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  LegacyQuestions(String server, LegacyWire wire, Questions questions) {
    this.server = server;
    this.wire = wire;
    this.questions = questions;
  }

  /** A call runs: while the server asks, the call is not idle. */
  void during(Patience call) {
    running.add(call);
  }

  void after(Patience call) {
    running.remove(call);
  }

  void asked(ObjectNode request) {
    if (!places.tryAcquire()) {
      reply(error(request, ErrorCode.TOO_MANY_REQUESTS.code(), "Too many requests at once"));
      return;
    }
    Thread.ofVirtual()
        .name("waybill-question")
        .start(() -> {
          Set<Patience> waiting = Set.copyOf(running);
          waiting.forEach(Patience::asked);
          try {
            reply(answer(request));
          } finally {
            waiting.forEach(Patience::answered);
            places.release();
          }
        });
  }

  private ObjectNode answer(ObjectNode request) {
    String method = request.path("method").asString("");
    Where where = new Where(server, method, null);
    if (method.equals("ping")) {
      return result(request, Json.mapper().createObjectNode());
    }
    InputRequest question;
    try {
      question = Json.mapper().treeToValue(request, InputRequest.class);
    } catch (JacksonException e) {
      boolean known =
          Set.of("elicitation/create", "sampling/createMessage", "roots/list").contains(method);
      return known
          ? error(request, ErrorCode.INVALID_PARAMS.code(), "The params are malformed")
          : error(request, ErrorCode.METHOD_NOT_FOUND.code(), "This client does not know it");
    }
    try {
      return result(request, (ObjectNode) questions.answer(question, where));
    } catch (McpClientException e) {
      return error(
          request, ErrorCode.METHOD_NOT_FOUND.code(), "This client did not declare that it can");
    } catch (RuntimeException e) {
      LOG.warn("{}: the handler of {} failed", server, method, e);
      return error(request, ErrorCode.INTERNAL_ERROR.code(), "The application could not answer");
    }
  }

  private static ObjectNode result(ObjectNode request, ObjectNode result) {
    ObjectNode response = response(request);
    response.set("result", result);
    return response;
  }

  private static ObjectNode error(ObjectNode request, int code, String message) {
    ObjectNode response = response(request);
    response.putObject("error").put("code", code).put("message", message);
    return response;
  }

  private static ObjectNode response(ObjectNode request) {
    ObjectNode response = Json.mapper().createObjectNode().put("jsonrpc", "2.0");
    response.set("id", request.path("id"));
    return response;
  }

  private void reply(ObjectNode response) {
    Duration brief = Duration.ofSeconds(30);
    try {
      wire.send(response, new Patience(brief, brief), new Where(server, "response", null));
    } catch (McpClientException e) {
      LOG.debug("{}: an answer could not be sent", server, e);
    }
  }
}
