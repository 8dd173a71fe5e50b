package dev.waybill.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The world of requests that may not be answered with questions (basic/patterns/mrtr). */
final class NoQuestions implements World {
  private final UUID callId = UUID.randomUUID();
  private final Map<String, Entry> journal = new HashMap<>();

  @Override
  public String callId() {
    return callId.toString();
  }

  @Override
  public Optional<Entry> find(String key) {
    return Optional.ofNullable(journal.get(key));
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
    throw new IllegalStateException(
        "Only tools/call, prompts/get and resources/read may ask the client");
  }
}
