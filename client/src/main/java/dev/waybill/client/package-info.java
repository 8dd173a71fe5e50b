/**
 * {@code McpClient}: what calls any MCP server. Blocking, for virtual threads, shared by all
 * threads. How requests are authorized is behind {@link dev.waybill.client.Authorizer}; nothing
 * here knows OAuth, and nothing here may use the server's rooms.
 */
@NullMarked
package dev.waybill.client;

import org.jspecify.annotations.NullMarked;
