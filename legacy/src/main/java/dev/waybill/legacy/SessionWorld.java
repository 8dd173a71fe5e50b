package dev.waybill.legacy;

import dev.waybill.protocol.InputRequest;
import dev.waybill.server.Entry;
import dev.waybill.server.Question;
import dev.waybill.server.Suspended;
import dev.waybill.server.ToolException;
import dev.waybill.server.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The world of a request of a session: the journal lives as long as the call, and a question goes
 * out on the call's stream while the handler's thread waits.
 */
final class SessionWorld implements World {
  /** A wait at least this long is not worth a connection. */
  private static final Duration LONG_WAIT = Duration.ofSeconds(2);

  private final Client client;
  private final Questions questions;
  private final CallChannel channel;
  private final Duration patience;
  private final @Nullable AsTask asTask;
  private final Map<String, Entry> journal = new LinkedHashMap<>();
  private final List<String> visited = new ArrayList<>();

  /** Made when it is first needed: most calls do not step. */
  private @Nullable String callId;

  /**
   * @param asTask what the client said of the task it wants the call to be; null when it wants none
   */
  SessionWorld(
      Client client,
      Questions questions,
      CallChannel channel,
      Duration patience,
      @Nullable AsTask asTask) {
    this.asTask = asTask;
    this.client = client;
    this.questions = questions;
    this.channel = channel;
    this.patience = patience;
  }

  @Override
  public String callId() {
    String id = callId;
    if (id == null) {
      id = UUID.randomUUID().toString();
      callId = id;
    }
    return id;
  }

  @Override
  public Optional<Entry> find(String key) {
    return Optional.ofNullable(journal.get(key));
  }

  @Override
  public List<Entry> entries() {
    return List.copyOf(journal.values());
  }

  @Override
  public void record(Entry entry) {
    journal.put(entry.key(), entry);
  }

  @Override
  public Optional<JsonNode> answer(Question<?> question) {
    return Optional.empty();
  }

  @Override
  public void ask(List<Question<?>> unanswered) {
    if (!channel.carriesQuestions()) {
      Map<String, InputRequest> requests = new LinkedHashMap<>();
      unanswered.forEach(question -> requests.put(question.key(), question.request()));
      throw new Suspended(requests);
    }
    List<Sent> asked = new ArrayList<>();
    try {
      for (Question<?> question : unanswered) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        String id = questions.ask(client.session(), answer);
        asked.add(new Sent(question, id, answer));
        channel.send(
            OldQuestions.request(id, question.request(), client.revision(), Optional.empty()));
      }
      for (Sent sent : asked) {
        JsonNode result = await(sent.question(), sent.answer());
        if (isVisit(sent.question()) && result.path("action").stringValue("").equals("accept")) {
          visited.add(sent.id());
        }
      }
    } finally {
      for (Sent sent : asked) {
        if (sent.answer().cancel(false)) {
          channel.send(OldQuestions.withdrawn(sent.id()));
        }
      }
    }
  }

  private record Sent(Question<?> question, String id, CompletableFuture<JsonNode> answer) {}

  private static boolean isVisit(Question<?> question) {
    return question.request()
        instanceof InputRequest.ElicitRequest(InputRequest.ElicitRequestURLParams page);
  }

  private JsonNode await(Question<?> question, CompletableFuture<JsonNode> answer) {
    JsonNode result;
    try {
      result = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new CancellationException("The client cancelled the call");
    } catch (TimeoutException e) {
      throw new ToolException(
          "The client did not answer \"" + question.key() + "\" within " + patience);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ToolException refused
          ? refused
          : new IllegalStateException(e.getCause());
    }
    if (question.read(result).isEmpty()) {
      throw new ToolException(
          "The client's answer to \"" + question.key() + "\" does not fit what it was asked");
    }
    record(new Entry(question.key(), question.kind(), question.digest(), result));
    return result;
  }

  /**
   * Tells the client of the pages that its user has visited that what needed them is done
   * (2025-11-25, client/elicitation, Completion Notifications).
   */
  void complete() {
    visited.forEach(id -> channel.send(OldQuestions.visited(id)));
  }

  @Override
  public Optional<AsTask> asTask() {
    return Optional.ofNullable(asTask);
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    if (duration.compareTo(LONG_WAIT) >= 0) {
      channel.comeBackIn(duration);
    }
    Thread.sleep(duration);
  }

  @Override
  public void sleep(String key, Duration duration) throws InterruptedException {
    pause(duration);
  }
}
