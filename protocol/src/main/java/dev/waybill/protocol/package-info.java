/**
 * The wire of MCP 2026-07-28: messages as records and sealed unions, the JSON mapper, JSON-RPC
 * framing, the header codec, error codes and {@code _meta} keys.
 *
 * <p>This room knows bytes and shapes. It must not know servers, clients, transports or threads.
 */
@NullMarked
package dev.waybill.protocol;

import org.jspecify.annotations.NullMarked;
