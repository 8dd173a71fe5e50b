package dev.waybill.client;

import dev.waybill.protocol.RequestId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request in the words of an era, ready for a wire.
 *
 * @param target what {@code Mcp-Name} names
 * @param headers more HTTP headers; wires without headers leave them out
 */
record Envelope(
    RequestId.Whole id,
    String method,
    @Nullable String target,
    ObjectNode params,
    Map<String, String> headers) {}
