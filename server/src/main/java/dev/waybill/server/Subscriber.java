package dev.waybill.server;

import dev.waybill.protocol.SubscriptionFilter;
import java.util.Collection;

/** Someone who hears of changes. Methods may be called from any thread and must not block. */
public interface Subscriber {
  /** Whose it is: so many subscribers an owner may have is limited. */
  String owner();

  /** The lists it wants to hear of. */
  SubscriptionFilter filter();

  /** The resources it is subscribed to. */
  Collection<String> uris();

  /** Something changed. */
  void offer(String method, String uri);

  /** The server ends it. */
  void finish();
}
