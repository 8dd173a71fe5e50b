package dev.waybill.client;

/** The body of an HTTP answer: whole, or a stream of events that is read as it comes. */
sealed interface Body {
  record Whole(byte[] bytes) implements Body {}

  record Stream(EventStream events) implements Body {}
}
