package dev.waybill.client;

import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** Opens a session over HTTP: Streamable HTTP first, then HTTP+SSE. */
record LegacyHttpOpening(
    URI uri,
    HttpSender sender,
    Identity identity,
    Questions questions,
    AtomicLong ids,
    String version)
    implements HttpOpening.LegacyOpening {

  @Override
  public Era open(Patience patience) {
    String server = HttpOpening.name(uri);
    LegacyHttpWire wire = new LegacyHttpWire(server, uri, sender);
    try {
      return LegacyEra.open(server, wire, identity, questions, ids, version, patience);
    } catch (McpClientException.Unreachable
        | McpClientException.ProtocolViolation
        | McpClientException.Refused e) {
      if (e.getCause() != null) {
        throw e; // nothing answered at all
      }
      return olderStill(server, patience, e);
    }
  }

  private Era olderStill(String server, Patience patience, McpClientException newer) {
    SseWire sse;
    try {
      sse = SseWire.open(server, uri, sender, patience);
    } catch (McpClientException e) {
      // What the server said in words is worth more than that it said nothing.
      McpClientException better = newer instanceof McpClientException.Refused ? newer : e;
      better.addSuppressed(newer.equals(better) ? e : newer);
      throw better;
    }
    try {
      return LegacyEra.open(server, sse, identity, questions, ids, version, patience);
    } catch (RuntimeException e) {
      sse.close();
      throw e;
    }
  }
}
