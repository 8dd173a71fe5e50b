package dev.waybill.client;

/** The server does not know the session any more: a new one is needed. */
final class SessionLost extends RuntimeException {
  private static final long serialVersionUID = 1;

  SessionLost() {
    super("the session is over", null, false, false);
  }
}
