package dev.waybill.server;

import java.util.Map;

/** The answers to questions that were asked together; see {@link Call#ask}. */
public final class Answers {
  private final Map<String, Object> byKey;

  Answers(Map<String, Object> byKey) {
    this.byKey = byKey;
  }

  /** The answer to one of the questions that were asked. */
  @SuppressWarnings("unchecked") // the value under a question's key was read by that question
  public <T> T to(Question<T> question) {
    Object answer = byKey.get(question.key());
    if (answer == null) {
      throw new IllegalArgumentException("\"" + question.key() + "\" was not among the questions");
    }
    return (T) answer;
  }
}
