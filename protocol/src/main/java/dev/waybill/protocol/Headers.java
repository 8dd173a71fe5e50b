package dev.waybill.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The request metadata headers as a transport received them (Streamable HTTP, Request Metadata).
 */
@FunctionalInterface
public interface Headers {
  String PROTOCOL_VERSION = "MCP-Protocol-Version";
  String METHOD = "Mcp-Method";
  String NAME = "Mcp-Name";
  String PARAM_PREFIX = "Mcp-Param-";

  /**
   * The value of a header, its name compared without regard to case; null when it is absent.
   * Repeated headers are joined with {@code ", "}, as RFC 9110 section 5.3 has it.
   */
  @Nullable String get(String name);
}
