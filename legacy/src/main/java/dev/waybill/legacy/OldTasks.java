package dev.waybill.legacy;

import dev.waybill.server.EarlierEra;
import tools.jackson.databind.node.ObjectNode;

/**
 * The experimental tasks of 2025-11-25 (basic/utilities/tasks), kept as the durable tasks they are.
 */
final class OldTasks {
  OldTasks(EarlierEra.Inside server) {}

  /** Adds to the server's capabilities, where there are tasks. */
  void declare(ObjectNode capabilities, Revision revision) {}

  /** Adds to the definition of a tool whether it can be called as a task. */
  void decorate(ObjectNode tool, Revision revision) {}
}
