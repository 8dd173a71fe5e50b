package dev.waybill.client;

import tools.jackson.databind.node.ObjectNode;

/** Hears the notifications that belong to a request, before its answer. */
@FunctionalInterface
interface Listener {
  void hear(String method, ObjectNode params);

  /** The same for a message that has a method. */
  default void hear(ObjectNode message) {
    hear(
        message.path("method").asString(""),
        message.get("params") instanceof ObjectNode params ? params : message.objectNode());
  }
}
