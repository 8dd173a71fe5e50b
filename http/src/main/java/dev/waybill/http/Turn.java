package dev.waybill.http;

/** What a connection does next, in the order in which requests came in. */
sealed interface Turn permits Turn.Ready, HttpCall {

  /**
   * An answer that needed no engine.
   *
   * @param bodiless whether HEAD was asked
   */
  record Ready(Answer answer, boolean bodiless) implements Turn {}
}
