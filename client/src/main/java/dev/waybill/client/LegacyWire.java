package dev.waybill.client;

import dev.waybill.protocol.DiscoverResult;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** A wire of the legacy era: it also carries what belongs to no request, both ways. */
interface LegacyWire extends Wire {
  /** Sends a notification or a response. */
  void send(ObjectNode message, Patience patience, Where where);

  /**
   * Who hears requests and notifications of the server, on any thread. Set before the first use.
   */
  void onMessage(Consumer<ObjectNode> inbound);

  /** A session was agreed upon, in this version. */
  void agreed(String version, DiscoverResult greeting);

  /**
   * Listens to what belongs to no request, where that needs a stream of its own. Returns when the
   * stream ends; at once where there is no such stream.
   *
   * @return whether there is such a stream
   */
  boolean listen(Patience patience, Where where);
}
