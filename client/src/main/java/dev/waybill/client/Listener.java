package dev.waybill.client;

import tools.jackson.databind.node.ObjectNode;

/** Hears the notifications that belong to a request, before its answer. */
@FunctionalInterface
interface Listener {
  void hear(String method, ObjectNode params);
}
