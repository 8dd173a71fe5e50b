package dev.waybill.server;

import dev.waybill.protocol.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One message as a transport received it.
 *
 * @param body the JSON-RPC message in UTF-8
 * @param headers the metadata headers; null for a transport that has none (stdio)
 * @param principal who sent it
 */
public record Incoming(byte[] body, @Nullable Headers headers, Principal principal) {}
