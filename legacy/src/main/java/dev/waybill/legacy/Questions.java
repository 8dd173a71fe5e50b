package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.RequestId;
import dev.waybill.server.Backplane;
import dev.waybill.server.EarlierEra;
import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryException;
import dev.waybill.server.ToolException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions to clients that wait for their answers on this worker. An answer may come to any
 * worker: a question's id says where it is waited for, and the backplane carries it there.
 */
final class Questions {
  private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
  private static final int MAX_REASON = 200;

  /** What cannot be remembered for its size is told only (see {@link SharedMemory#put}). */
  private static final int MOST_REMEMBERED = 1 << 20;

  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
  private static final String ANSWER = "answer";

  private final SessionTokens tokens;
  private final EarlierEra.Inside server;
  private final Backplane backplane;
  private final String worker;
  private final Map<String, Open> open = new ConcurrentHashMap<>();

  /** Why an answer is none, and the HTTP status that says so. */
  record Refusal(int status, String why) {}

  private static final Refusal NEVER_ASKED =
      new Refusal(400, "no question of that id was asked in this session");

  /** Not 400, which some clients take for the end of their session: such an answer is only late. */
  private static final Refusal OVER =
      new Refusal(409, "that question was answered already, or is not open any more");

  private record Open(String session, CompletableFuture<JsonNode> answer) {}

  Questions(SessionTokens tokens, EarlierEra.Inside server) {
    this.tokens = tokens;
    this.server = server;
    this.backplane = server.backplane();
    this.worker = tokens.random();
  }

  /** Hears the answers that come to other workers. */
  void listen() {
    AutoCloseable unused = backplane.listen(channel(worker), this::hear);
  }

  private static String channel(String worker) {
    return "legacy." + worker;
  }

  /**
   * Begins to wait for an answer.
   *
   * @return the id under which the client is asked
   */
  String ask(Session session, CompletableFuture<JsonNode> answer) {
    String name = tokens.random();
    open.put(name, new Open(session.id(), answer));
    var unused = answer.whenComplete((result, failure) -> open.remove(name));
    lookIn(FIRST_LOOK, name);
    return tokens.seal(new SessionTokens.Asked(session.id(), worker, name));
  }

  /** Looks now and then for an answer that another worker took in, should its message be lost. */
  private void lookIn(Duration delay, String name) {
    server.after(
        delay,
        () -> {
          if (open.containsKey(name)) {
            Thread.startVirtualThread(() -> look(delay, name));
          }
        });
  }

  private void look(Duration delay, String name) {
    byte[] message = null;
    try {
      message = backplane.memory().read(group(name)).get(ANSWER);
    } catch (SharedMemoryException away) {
      LOG.debug("Whether a question was answered elsewhere cannot be known now", away);
    }
    if (message != null) {
      hear(message);
    } else {
      Duration next = delay.multipliedBy(2);
      lookIn(next.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : next, name);
    }
  }

  private static String group(String name) {
    return "answer/" + name;
  }

  /**
   * Takes in what a client answered.
   *
   * @return why it is no answer to anything; null when it is one, or was sent to where it may be
   */
  @Nullable Refusal answer(Session session, ClientMessage.Answered answered) {
    Optional<SessionTokens.Asked> asked =
        answered.id() instanceof RequestId.Text(String id) ? tokens.asked(id) : Optional.empty();
    if (asked.isEmpty() || !asked.get().session().equals(session.id())) {
      return NEVER_ASKED;
    }
    SessionTokens.Asked question = asked.get();
    if (question.worker().equals(worker)) {
      return give(question.name(), session.id(), answered.result(), answered.error()) ? null : OVER;
    }
    ObjectNode message =
        Json.mapper().createObjectNode().put("name", question.name()).put("session", session.id());
    if (answered.result() != null) {
      message.set("result", answered.result());
    }
    if (answered.error() != null) {
      message.set("error", answered.error());
    }
    byte[] bytes = Json.bytes(message);
    // Not on the transport's thread, which must not wait for a database.
    Thread.startVirtualThread(() -> forward(question, bytes));
    return null;
  }

  private void forward(SessionTokens.Asked question, byte[] bytes) {
    if (bytes.length <= MOST_REMEMBERED) {
      try {
        backplane.memory().put(group(question.name()), ANSWER, bytes, REMEMBERED);
      } catch (SharedMemoryException away) {
        LOG.debug("An answer is told and not remembered", away);
      }
    }
    backplane.publish(channel(question.worker()), bytes);
  }

  private void hear(byte[] message) {
    JsonNode json;
    try {
      json = Json.mapper().readTree(message);
    } catch (JacksonException e) {
      LOG.debug("An answer from another worker could not be read", e);
      return;
    }
    boolean taken =
        give(
            json.path("name").stringValue(""),
            json.path("session").stringValue(""),
            json.get("result"),
            json.get("error"));
    if (!taken) {
      LOG.debug("An answer from another worker came too late");
    }
  }

  private boolean give(
      String name, String session, @Nullable JsonNode result, @Nullable JsonNode error) {
    Open question = open.get(name);
    if (question == null || !question.session().equals(session)) {
      return false;
    }
    return result != null
        ? question.answer().complete(result)
        : question.answer().completeExceptionally(refused(error));
  }

  private static ToolException refused(@Nullable JsonNode error) {
    String text = error == null ? "" : error.path("message").stringValue("");
    String shown = text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "…" : text;
    return new ToolException(
        "The client did not answer the question: " + shown.replaceAll("\\p{Cntrl}", " "));
  }
}
