package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ClientRequest.DiscoverRequest;
import dev.waybill.protocol.ClientRequest.Paginated;
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

  /**
   * The bytes of the answer to such a request.
   *
   * @param form names the way they are written
   */
  byte[] answer(ClientRequest request, String form, Supplier<byte[]> writer) {
    String key = form.isEmpty() ? request.method() : request.method() + ' ' + form;
    byte[] ready = byMethod.get(key);
    if (ready == null) {
      ready = writer.get();
      byMethod.put(key, ready);
    }
    return ready;
  }
}
