package dev.waybill.server;

/** A request in the engine's hands, as its transport sees it. */
public interface Exchange {
  /** An exchange that is over before it could be observed. */
  Exchange DONE = new Exchange() {};

  /** The client went away or asked for the request to be cancelled. Idempotent. */
  default void cancel() {}

  /** The peer caught up with what was written; see {@link Reply#writable()}. */
  default void drained() {}
}
