package dev.waybill.server;

import java.util.EnumSet;
import java.util.Set;

/** What transports drive: messages in, replies out. Implementations never block the caller. */
public interface Engine {

  /**
   * Takes one message in. Answers that need no user code may be given on {@code reply} before this
   * returns; user code runs on a virtual thread of its own. Whatever the input, this does not throw
   * and every request is answered exactly once, unless it is cancelled first.
   */
  Exchange receive(Incoming message, Reply reply);

  /** Which verbs messages may come with; {@link Incoming.Verb#POST} alone unless said otherwise. */
  default Set<Incoming.Verb> verbs() {
    return EnumSet.of(Incoming.Verb.POST);
  }

  /**
   * Begins a graceful end: subscriptions end with their result, new requests are refused with 503,
   * calls in flight go on.
   */
  void drain();
}
