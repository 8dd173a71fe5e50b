package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ClientRequest.DiscoverRequest;
import dev.waybill.protocol.ClientRequest.ListPromptsRequest;
import dev.waybill.protocol.ClientRequest.ListResourceTemplatesRequest;
import dev.waybill.protocol.ClientRequest.ListResourcesRequest;
import dev.waybill.protocol.ClientRequest.ListToolsRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Result;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are the same for everyone while the catalog is the same: written once, as bytes. One
 * instance a catalog.
 */
final class Prepared {
  private final Map<String, byte[]> byMethod = new ConcurrentHashMap<>();

  /** The bytes of the result; null for a request that must be handled. */
  byte @Nullable [] answer(ClientRequest request, Supplier<Result> result) {
    boolean sameForAll =
        switch (request) {
          case DiscoverRequest r -> true;
          case ListToolsRequest r -> r.cursor() == null;
          case ListPromptsRequest r -> r.cursor() == null;
          case ListResourcesRequest r -> r.cursor() == null;
          case ListResourceTemplatesRequest r -> r.cursor() == null;
          case ClientRequest.CallToolRequest r -> false;
          case ClientRequest.GetPromptRequest r -> false;
          case ClientRequest.ReadResourceRequest r -> false;
          case ClientRequest.CompleteRequest r -> false;
          case ClientRequest.SubscriptionsListenRequest r -> false;
          case ClientRequest.Extended r -> false;
        };
    if (!sameForAll) {
      return null;
    }
    byte[] ready = byMethod.get(request.method());
    if (ready == null) {
      ready = Json.bytes(result.get());
      byMethod.put(request.method(), ready);
    }
    return ready;
  }
}
