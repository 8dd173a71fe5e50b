package dev.waybill.http;

import dev.waybill.server.Engine;
import java.util.List;

/** What the head of a request leads to. */
sealed interface Verdict {
  /**
   * The body may come.
   *
   * @param fields header fields the answer has to carry
   */
  record Admitted(Engine engine, List<Field> fields) implements Verdict {}

  /** The body does not matter. */
  record Answered(Answer answer) implements Verdict {}
}
