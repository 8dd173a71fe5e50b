package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.RequestMeta;
import dev.waybill.protocol.Result;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An extension of the protocol (basic/versioning, Extension Negotiation): it adds methods,
 * capabilities, result types and notification filters. Requests for its methods from clients that
 * did not declare it are refused with -32021.
 */
public interface Extension {
  /** A {@code _meta} key with a prefix, such as {@code com.example/reports}. */
  String id();

  /** What is advertised under the id; empty means no settings. */
  default ObjectNode settings() {
    return Json.mapper().createObjectNode();
  }

  /** The methods it answers; none of the core's. */
  default Set<String> methods() {
    return Set.of();
  }

  /** The member of a method's params that {@code Mcp-Name} mirrors. */
  default Optional<String> nameMember(String method) {
    return Optional.empty();
  }

  /**
   * Answers one of its methods, on a virtual thread.
   *
   * @throws Exception becomes -32603 with a correlation id, {@code McpException} as it stands
   */
  default Result handle(ClientRequest.Extended request, Call call) throws Exception {
    throw new UnsupportedOperationException(id() + " has no method " + request.method());
  }

  /** Carries out calls that may become tasks, where the extension does that. */
  default Optional<CallRunner> runner() {
    return Optional.empty();
  }

  /** The server that the extension belongs to is there and about to take its first request. */
  default void start(Host host) {}

  /** What a server is to its extensions. */
  interface Host {
    /** A call of a tool of that name, where there is one. */
    Optional<ToolInvocation> invocation(
        String tool, ObjectNode arguments, Principal principal, RequestMeta meta);

    /** The tools as they are now. */
    Collection<Tool> tools();
  }

  /** Values of {@code resultType} that handlers may return while it is in use. */
  default Set<String> resultTypes() {
    return Set.of();
  }

  /**
   * Members of the notification filter that it honours; refused with -32021 where the client did
   * not declare the extension.
   */
  default Set<String> filters() {
    return Set.of();
  }

  /**
   * Begins a subscription to what a filter member asks for.
   *
   * @return what is honoured of it, or empty when nothing is
   */
  default Optional<Subscribed> subscribe(
      String filter, JsonNode wanted, Principal principal, Sink sink) {
    return Optional.empty();
  }

  /**
   * A filter member that is honoured.
   *
   * @param acknowledged what the client is told is honoured
   * @param end called once when the subscription is over
   */
  record Subscribed(JsonNode acknowledged, Runnable end) {}

  /** Where an extension's notifications for one subscription go. */
  @FunctionalInterface
  interface Sink {
    /**
     * Sends a notification; {@code _meta} gets the subscription's id.
     *
     * @param key notifications of the same method and key may be merged into the latest one
     */
    void send(String method, String key, ObjectNode params);
  }
}
