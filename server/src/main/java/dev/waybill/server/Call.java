package dev.waybill.server;

import dev.waybill.protocol.CallToolResult;
import dev.waybill.protocol.ClientCapabilities;
import dev.waybill.protocol.ContentBlock;
import dev.waybill.protocol.CreateMessageResult;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.LoggingLevel;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.protocol.Root;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request being handled: who asks, and everything a handler can do beside computing.
 *
 * <pre>{@code
 * .handler((in, call) -> {
 *   Plan plan = call.step("plan", Plan.class, () -> planner.plan(in));
 *   if (!(call.elicit("ok", "Deploy " + plan + "?", Approval.class) instanceof Accepted<Approval> ok)) {
 *     return call.text("Not deployed.");
 *   }
 *   call.progress(1, 2, "rolling out");
 *   return call.step("roll-out", Receipt.class, () -> cluster.rollOut(plan));
 * })
 * }</pre>
 *
 * <p>A handler is replayed from its start when an answer arrives: what must not be repeated goes
 * into a {@link #step}. Keys of steps and questions are unique within a call. Use it from the
 * handler's own thread; only progress, log and cancellation may be used from others.
 */
public final class Call {
  private final Principal principal;
  private final RequestMeta meta;
  private final World world;
  private final Cancellation cancellation;
  private final Reporter reporter;
  private final Notifications notifications;
  private final Set<String> used = new HashSet<>();
  private int sleeps;

  Call(
      Principal principal,
      RequestMeta meta,
      World world,
      Cancellation cancellation,
      Reporter reporter,
      Notifications notifications) {
    this.principal = principal;
    this.meta = meta;
    this.world = world;
    this.cancellation = cancellation;
    this.reporter = reporter;
    this.notifications = notifications;
  }

  /** On whose behalf the call is made. */
  public Principal principal() {
    return principal;
  }

  /** The request's {@code _meta}, trace context included. */
  public RequestMeta meta() {
    return meta;
  }

  /** What the client declared it can do. */
  public ClientCapabilities client() {
    return meta.clientCapabilities();
  }

  /** Whether the client still wants the answer. */
  public Cancellation cancellation() {
    return cancellation;
  }

  /** Tells subscribers of changes. */
  public Notifications notifications() {
    return notifications;
  }

  /** Reports progress without a known total; see {@link #progress(double, double, String)}. */
  public void progress(double progress, String message) {
    reporter.progress(progress, null, message);
  }

  /**
   * Reports progress, where the client asked for it. A value that does not grow is dropped; at most
   * 20 a second are sent, and the last one always is (basic/patterns/progress).
   */
  public void progress(double progress, double total, String message) {
    reporter.progress(progress, total, message);
  }

  /**
   * Sends a log message, where the client asked for this level with this request
   * (server/utilities/logging).
   *
   * @param data any value that can be written as JSON; nothing secret
   */
  public void log(LoggingLevel level, Object data) {
    reporter.log(level, null, data);
  }

  /** Sends a log message under the name of a logger. */
  public void log(LoggingLevel level, String logger, Object data) {
    reporter.log(level, logger, data);
  }

  /** A result of one text. */
  public CallToolResult text(String text) {
    return CallToolResult.text(text);
  }

  /** A result of any content. */
  public CallToolResult content(ContentBlock... content) {
    return CallToolResult.of(content);
  }

  /** A failure that the model can read and react to. */
  public CallToolResult error(String text) {
    return CallToolResult.error(text);
  }

  /** Runs something once; a replay returns what it returned. */
  public <T> T step(String key, Class<T> type, Callable<? extends T> body) throws Exception {
    return step(key, type, step -> body.call());
  }

  /**
   * Runs something once; a replay returns what it returned. The value is kept as JSON, so it must
   * survive writing and reading; a step that throws is not recorded and runs again.
   *
   * @throws IllegalStateException when the key was used before in this call, or for a question
   */
  public <T> T step(String key, Class<T> type, Step.Body<? extends T> body) throws Exception {
    use(key);
    Optional<Entry> recorded = world.find(key);
    if (recorded.isPresent()) {
      Entry entry = recorded.get();
      if (entry.kind() != Entry.Kind.STEP) {
        throw new IllegalStateException(
            "Key \"" + key + "\" was recorded as an answer and is now a step: rename one of them");
      }
      return Json.mapper().treeToValue(entry.value(), type);
    }
    cancellation.throwIfCancelled();
    T value = body.run(new Step(idempotencyKey(key), world.fencingToken()));
    JsonNode json = Json.mapper().valueToTree(value);
    world.record(new Entry(key, Entry.Kind.STEP, "", json));
    // What a replay would return, so that the first run and every replay agree.
    return Json.mapper().treeToValue(json, type);
  }

  /**
   * Waits. In a task this is durable: a wait past a few seconds holds no thread and outlives the
   * worker; in a request it is an ordinary sleep.
   */
  public void sleep(Duration duration) throws InterruptedException {
    world.sleep("sleep " + ++sleeps, duration);
  }

  /**
   * Waits without remembering it, for handlers that look again and again at something outside: in a
   * task, a wait past a few seconds unwinds the handler and replays it from its start, so the look
   * comes first and the wait last.
   *
   * <pre>{@code
   * String job = call.step("start", String.class, step -> ci.start(in, step.idempotencyKey()));
   * while (!ci.isDone(job)) {
   *   call.pause(Duration.ofSeconds(30));
   * }
   * }</pre>
   */
  public void pause(Duration duration) throws InterruptedException {
    world.pause(duration);
  }

  /**
   * Leaves the task to whoever does the work elsewhere: the handler ends here, and the task stays
   * open until it is completed or failed from outside, is cancelled or runs out of time. Never
   * returns; written as {@code return call.handOver()}. Should the task be made due again, the
   * handler is replayed.
   *
   * @throws ToolException when the call is no task; see {@link TaskPolicy#require}
   */
  public Object handOver() {
    world.handOver();
    throw new IllegalStateException("A world that hands over does not return");
  }

  /** The task that the call is: what an outside system needs to report on it. */
  public Optional<String> taskId() {
    return world.taskId();
  }

  private String idempotencyKey(String key) {
    return Digest.of((world.callId() + "/" + key).getBytes(StandardCharsets.UTF_8));
  }

  /** Asks the user to fill in a form given by a record; see {@link Question#elicit}. */
  public <T> Elicited<T> elicit(String key, String message, Class<T> form) {
    return one(Question.elicit(key, message, form));
  }

  /** Asks the user to fill in a form given by a schema. */
  public Elicited<ObjectNode> elicit(String key, String message, ObjectNode requestedSchema) {
    return one(Question.elicit(key, message, requestedSchema));
  }

  /** Asks the user to visit a page; accepting is consent, not the end of the visit. */
  public Elicited<URI> visit(String key, String message, URI url) {
    return one(Question.visit(key, message, url));
  }

  /** Asks the client's language model. */
  public CreateMessageResult sample(String key, CreateMessageRequestParams params) {
    return one(Question.sample(key, params));
  }

  /** Asks for the client's roots. */
  public List<Root> roots(String key) {
    return one(Question.roots(key));
  }

  private <T> T one(Question<T> question) {
    return ask(question).to(question);
  }

  /**
   * Asks several questions in one round trip. Returns when all are answered; until then the handler
   * is unwound and replayed.
   *
   * @throws McpException -32021 when the client did not declare what a question needs
   */
  public Answers ask(Question<?>... questions) {
    Map<String, Object> answers = new HashMap<>();
    List<Question<?>> unanswered = new ArrayList<>();
    for (Question<?> question : questions) {
      use(question.key());
      find(question)
          .ifPresentOrElse(
              answer -> answers.put(question.key(), answer), () -> unanswered.add(question));
    }
    if (!unanswered.isEmpty()) {
      demand(unanswered);
      world.ask(unanswered);
      for (Question<?> question : unanswered) {
        answers.put(
            question.key(),
            find(question)
                .orElseThrow(
                    () -> new IllegalStateException("No answer to \"" + question.key() + "\"")));
      }
    }
    return new Answers(answers);
  }

  private Optional<?> find(Question<?> question) {
    Optional<Entry> recorded = world.find(question.key());
    if (recorded.isPresent()
        && recorded.get().kind() == question.kind()
        && recorded.get().digest().equals(question.digest())) {
      return question.read(recorded.get().value());
    }
    Optional<JsonNode> fresh = world.answer(question);
    Optional<?> read = fresh.flatMap(question::read);
    if (fresh.isPresent() && read.isPresent()) {
      world.record(new Entry(question.key(), question.kind(), question.digest(), fresh.get()));
    }
    return read;
  }

  private void demand(List<Question<?>> questions) {
    ObjectNode missing = Json.mapper().createObjectNode();
    for (Question<?> question : questions) {
      question.missing(client()).ifPresent(needed -> merge(missing, needed));
    }
    if (!missing.isEmpty()) {
      throw missingCapabilities(missing);
    }
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(member -> {
          if (into.get(member.getKey()) instanceof ObjectNode inner) {
            inner.setAll((ObjectNode) member.getValue());
          } else {
            into.set(member.getKey(), member.getValue());
          }
        });
  }

  static McpException missingCapabilities(ObjectNode missing) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.set("requiredCapabilities", missing);
    return new McpException(
        ErrorCode.MISSING_REQUIRED_CLIENT_CAPABILITY,
        "This request needs client capabilities that were not declared: " + missing.propertyNames(),
        data);
  }

  private void use(String key) {
    if (!used.add(key)) {
      throw new IllegalStateException(
          "Key \"" + key + "\" is used twice in one call: keys of steps and questions are unique");
    }
  }
}
