package dev.waybill.legacy;

import dev.waybill.protocol.InputRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.Methods;
import dev.waybill.server.Entry;
import dev.waybill.server.Question;
import dev.waybill.server.Suspended;
import dev.waybill.server.ToolException;
import dev.waybill.server.World;
import java.time.Duration;
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
  private final Map<String, Entry> journal = new LinkedHashMap<>();

  /** Made when it is first needed: most calls do not step. */
  private @Nullable String callId;

  SessionWorld(Client client, Questions questions, CallChannel channel, Duration patience) {
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
    Map<Question<?>, CompletableFuture<JsonNode>> waiting = new LinkedHashMap<>();
    Map<CompletableFuture<JsonNode>, String> ids = new LinkedHashMap<>();
    try {
      for (Question<?> question : unanswered) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        String id = questions.ask(client.session(), answer);
        waiting.put(question, answer);
        ids.put(answer, id);
        channel.send(OldQuestions.request(id, question.request(), client.revision()));
      }
      waiting.forEach(this::await);
    } finally {
      ids.forEach((answer, id) -> {
        if (answer.cancel(false)) {
          channel.send(withdrawn(id));
        }
      });
    }
  }

  private static byte[] withdrawn(String id) {
    return JsonRpc.notification(
        Methods.CANCELLED,
        Json.mapper()
            .createObjectNode()
            .put("requestId", id)
            .put("reason", "The answer is not needed any more"));
  }

  private void await(Question<?> question, CompletableFuture<JsonNode> answer) {
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
