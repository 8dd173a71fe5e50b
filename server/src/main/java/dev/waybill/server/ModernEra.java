package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Frame;
import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.ProtocolVersion;
import dev.waybill.protocol.RequestDecoder;
import dev.waybill.protocol.RequestMeta;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The door of the stateless revisions: nothing behind it compares protocol versions.
 *
 * <p>What is refused first when several things are wrong (Streamable HTTP, Server Validation):
 *
 * <ol>
 *   <li>a method nobody knows, in a request that names no version: -32601, so that clients of
 *       earlier eras learn which versions there are;
 *   <li>{@code _meta} missing or malformed: -32602;
 *   <li>a version header that this server does not support: -32022, whatever the body says;
 *   <li>headers missing, malformed or not equal to the body: -32020;
 *   <li>a version in the body that this server does not support: -32022;
 *   <li>an unknown method: -32601.
 * </ol>
 */
final class ModernEra {
  /** What it decodes. */
  static final String VERSION = ProtocolVersion.CURRENT;

  private final Extensions extensions;

  private final boolean isAccepted;

  private final Door door;

  /**
   * @param isAccepted whether the server accepts what is decoded here
   * @param door knows everything it accepts, as refusals name it
   */
  ModernEra(Extensions extensions, boolean isAccepted, Door door) {
    this.extensions = extensions;
    this.isAccepted = isAccepted;
    this.door = door;
  }

  private boolean accepts(String version) {
    return isAccepted && version.equals(VERSION);
  }

  ClientRequest decode(Frame.Request frame, @Nullable Headers headers) {
    String method = frame.method();
    boolean known = RequestDecoder.knows(method) || extensions.knows(method);
    JsonNode metaNode = frame.params().get("_meta");
    if (!known && (metaNode == null || !metaNode.path(MetaKeys.PROTOCOL_VERSION).isString())) {
      throw unknown(method);
    }
    RequestMeta meta = RequestMeta.of(metaNode);
    if (headers != null) {
      String header = headers.get(Headers.PROTOCOL_VERSION);
      if (header != null
          && !accepts(header)
          && !door.accepted().contains(header)
          && isToken(header)) {
        throw unsupported(header);
      }
      match(Headers.PROTOCOL_VERSION, header, meta.protocolVersion());
      match(Headers.METHOD, headers.get(Headers.METHOD), method);
    }
    if (!accepts(meta.protocolVersion())) {
      throw unsupported(meta.protocolVersion());
    }
    if (!known) {
      throw unknown(method);
    }
    if (headers != null) {
      matchName(frame, headers);
    }
    return RequestDecoder.decode(method, frame.params(), meta);
  }

  private void matchName(Frame.Request frame, Headers headers) {
    Optional<String> member = nameMember(frame.method());
    if (member.isEmpty()) {
      return;
    }
    JsonNode name = frame.params().path(member.get());
    if (!name.isString()) {
      return;
    }
    String header = headers.get(Headers.NAME);
    if (header == null) {
      match(Headers.NAME, null, name.stringValue());
      return;
    }
    String decoded =
        HeaderCodec.decode(header)
            .orElseThrow(() ->
                mismatch(
                    Headers.NAME
                        + " header value '"
                        + Text.shortened(header)
                        + "' is not a valid encoding of '"
                        + Text.shortened(name.stringValue())
                        + "'"));
    match(Headers.NAME, decoded, name.stringValue());
  }

  private Optional<String> nameMember(String method) {
    return switch (method) {
      case Methods.TOOLS_CALL, Methods.PROMPTS_GET -> Optional.of("name");
      case Methods.RESOURCES_READ -> Optional.of("uri");
      default -> extensions.nameMember(method);
    };
  }

  private static void match(String name, @Nullable String header, String body) {
    if (header == null) {
      throw mismatch(name + " header is missing: expected '" + Text.shortened(body) + "'");
    }
    if (!header.equals(body)) {
      throw mismatch(
          name
              + " header value '"
              + Text.shortened(header)
              + "' does not match body value '"
              + Text.shortened(body)
              + "'");
    }
  }

  private static boolean isToken(String version) {
    return version.matches("[\\x21-\\x7e]{1,64}");
  }

  static McpException mismatch(String what) {
    return new McpException(ErrorCode.HEADER_MISMATCH, "Header mismatch: " + what);
  }

  private McpException unsupported(String requested) {
    ObjectNode data = Json.mapper().createObjectNode();
    door.accepted().forEach(data.putArray("supported")::add);
    data.put("requested", requested);
    return new McpException(
        ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
        "Unsupported protocol version '"
            + Text.shortened(requested)
            + "': this server supports "
            + String.join(", ", door.accepted()),
        data);
  }

  private McpException unknown(String method) {
    String removed =
        Methods.REMOVED.contains(method)
            ? "it belongs to an earlier revision of the protocol"
            : "there is no such method";
    return new McpException(
        ErrorCode.METHOD_NOT_FOUND,
        "Method not found: '"
            + Text.shortened(method)
            + "': "
            + removed
            + "; this server supports protocol versions "
            + String.join(", ", door.accepted()));
  }
}
