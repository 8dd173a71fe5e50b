package dev.waybill.client;

import dev.waybill.protocol.SubscriptionFilter;
import tools.jackson.databind.node.ObjectNode;

/** Hears one subscription. */
interface Hearing {
  /** The subscription is open. */
  void opened(SubscriptionFilter honoured);

  /** Something changed. */
  void changed(String method, ObjectNode params);
}
