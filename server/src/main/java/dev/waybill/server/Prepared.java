package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ClientRequest.DiscoverRequest;
import dev.waybill.protocol.ClientRequest.Paginated;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.Result;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Answers that are the same for everyone while the catalog is the same: written once, as bytes. One
 * instance a catalog.
 */
final class Prepared {
  private final Map<String, byte[]> byMethod = new ConcurrentHashMap<>();

  /** Whether a request has the same answer for everyone. */
  static boolean isSameForAll(ClientRequest request) {
    return request instanceof DiscoverRequest
        || (request instanceof Paginated list && list.cursor() == null);
  }

  /** The bytes of the response to such a request from its result on. */
  byte[] answer(ClientRequest request, Supplier<Result> result) {
    byte[] ready = byMethod.get(request.method());
    if (ready == null) {
      ready = JsonRpc.resultTail(result.get());
      byMethod.put(request.method(), ready);
    }
    return ready;
  }
}
