package dev.waybill.server;

import dev.waybill.protocol.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One message as a transport received it.
 *
 * @param verb how it came
 * @param target path and query it was sent to, as they stand in the request; empty where there are
 *     none
 * @param body the JSON-RPC message in UTF-8; empty for other verbs than {@link Verb#POST}
 * @param headers the metadata headers; null for a transport that has none (stdio)
 * @param principal who sent it
 */
public record Incoming(
    Verb verb, String target, byte[] body, @Nullable Headers headers, Principal principal) {

  /** The HTTP methods an engine may take. */
  public enum Verb {
    POST,
    GET,
    DELETE
  }

  public Incoming(byte[] body, @Nullable Headers headers, Principal principal) {
    this(Verb.POST, "", body, headers, principal);
  }
}
