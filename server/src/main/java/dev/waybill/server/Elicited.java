package dev.waybill.server;

import java.util.Optional;

/** What the user did with a question (client/elicitation, Response Actions). */
public sealed interface Elicited<T> {
  /** The user filled in the form; for a page to visit, agreed to visit it. */
  record Accepted<T>(T value) implements Elicited<T> {}

  /** The user said no. */
  record Declined<T>() implements Elicited<T> {}

  /** The user dismissed the question without an answer. */
  record Cancelled<T>() implements Elicited<T> {}

  /** The value, where the user accepted. */
  default Optional<T> accepted() {
    return this instanceof Accepted<T>(T value) ? Optional.of(value) : Optional.empty();
  }
}
