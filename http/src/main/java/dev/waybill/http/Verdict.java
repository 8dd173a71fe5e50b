package dev.waybill.http;

import dev.waybill.server.Engine;
import dev.waybill.server.Incoming;
import java.util.List;

/** What the head of a request leads to. */
sealed interface Verdict {
  /**
   * The body may come.
   *
   * @param target path and query, as they stand in the request
   * @param fields header fields the answer has to carry
   */
  record Admitted(Engine engine, Incoming.Verb verb, String target, List<Field> fields)
      implements Verdict {}

  /** The body does not matter. */
  record Answered(Answer answer) implements Verdict {}
}
